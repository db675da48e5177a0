# The main job, on its own and by every option.

set(program how_far_can_training_scale)
set(svg "3c3f786d6c")  # <?xml
set(png "89504e470d0a1a0a")
find_program(gnuplot gnuplot)

# The figures of section 7 of the reference, as printed.
set(landmarks
  "V100 SXM +2\\.85e27 FLOP +2\\.71e31 FLOP"
  "A100 SXM +3\\.4e28 FLOP +2\\.71e31 FLOP"
  "H100 SXM +2\\.05e28 FLOP +2\\.71e31 FLOP")

if(gnuplot)
  set(plots $<TARGET_FILE_DIR:${program}>/plots)
  scalewall_test_program(alone PROGRAM ${program} LINES 46
    OUTPUT ${landmarks}
      "V100 SXM +6\\.45e24 FLOP +8,192 +89\\.5% +arithmetic 99\\.4% +TP 4x8 .*PP 64 zero bubble, DP 4"
      "The plots are in [^\n]*/plots, each as \\.svg and \\.png: utilization, parallelism\\."
    FILES ${plots}/utilization.svg=${svg} ${plots}/utilization.png=${png}
      ${plots}/parallelism.svg=${svg} ${plots}/parallelism.png=${png}
    DRAWN "${plots}/utilization.svg=>2\\.85e27 FLOP<" "${plots}/utilization.svg=>2\\.05e28 FLOP<"
      "${plots}/utilization.svg=<desc>[^<]*linear scaling ends \\(A100 SXM\\): 3\\.4e28 FLOP[^<]*are rounding"
      "${plots}/parallelism.svg=<title>How the best plans split the work: Dense models"
      "${plots}/parallelism.svg=Share of the doublings of GPUs")
  scalewall_test_program(one_plot PROGRAM ${program}
    ARGUMENTS --gpu "h100 pcie" --sparse --months 6 --plot ${CMAKE_CURRENT_BINARY_DIR}/one.svg
    OUTPUT "Sparse models, critical batch, trained in 6 months" "H100 PCIe" "The plot is in [^\n]*/one\\.svg\\."
    FILES ${CMAKE_CURRENT_BINARY_DIR}/one.svg=${svg})
  scalewall_test_program(plot_beside_csv PROGRAM ${program} LINES 32
    ARGUMENTS --gpu "A100 SXM" --format csv --plot ${CMAKE_CURRENT_BINARY_DIR}/beside.png
    FILES ${CMAKE_CURRENT_BINARY_DIR}/beside.png=${png})
  scalewall_test_program(plot_in_no_folder PROGRAM ${program} STATUS 1
    ARGUMENTS --gpu "H100 SXM" --format csv --plot ${CMAKE_CURRENT_BINARY_DIR}/nowhere/one.svg
    OUTPUT "^comparison,setting,gpu" ERRORS "${program}: '[^\n]*/nowhere/one\\.svg' cannot be written")
  scalewall_test_program(plot_of_nothing PROGRAM ${program} STATUS 1
    ARGUMENTS --months 1e-6 --plot ${CMAKE_CURRENT_BINARY_DIR}/nothing.svg LINES 0
    ERRORS "${program}: no cluster of V100 SXM trains the narrowest model, 12288 wide, in [^\n]*" "${program}: no cluster of A100 SXM [^\n]*"
      "${program}: no cluster of H100 SXM [^\n]*")
endif()

set(no_gnuplot "gnuplot draws the plots and is not installed \\(Debian: apt-get install gnuplot-nox\\)")
scalewall_test_program(without_gnuplot PROGRAM ${program} ENVIRONMENT PATH=${CMAKE_CURRENT_BINARY_DIR}/nowhere
  OUTPUT ${landmarks} "There are no plots: ${no_gnuplot}\\.")
scalewall_test_program(plot_without_gnuplot PROGRAM ${program} ENVIRONMENT PATH=${CMAKE_CURRENT_BINARY_DIR}/nowhere
  ARGUMENTS --plot none.svg STATUS 1 OUTPUT ${landmarks} ERRORS "${program}: ${no_gnuplot}")

set(names experts=sparsity accelerators=gpus seconds=run_time_s)
set(columns setting d_model d_ff layers sparsity batch_tokens parameters training_flop gpus run_time_s utilization)
foreach(scenario base-dense base-sparse batch)
  string(REPLACE "-" "_" table ${scenario})
  scalewall_test_golden_program(${scenario} PROGRAM ${program} TABLE ${table}.csv
    ARGUMENTS --format csv --scenario ${scenario} NAMES ${names} COLUMNS ${columns})
endforeach()
scalewall_test_golden_program(default_is_base_dense PROGRAM ${program} TABLE base_dense.csv
  ARGUMENTS --format csv NAMES ${names} COLUMNS ${columns})

scalewall_test_program(all_scenarios PROGRAM ${program} ARGUMENTS --scenario all --format csv LINES 675
  OUTPUT "^comparison,setting,gpu,gpus_per_node,layers," "\nbatch,DeepSeek scaling,H100 SXM,8,[0-9]+,1572864,"
    "\nsuperpod-sparse,H100 SXM Superpod,H100 SXM Superpod,8,192,12288,49152,8,"
    "\ngrand-dense,H100 SXM Infinite Network and LL,")
scalewall_test_program(two_scenarios PROGRAM ${program} LINES 57
  ARGUMENTS --scenario superpod-dense --scenario superpod-sparse --format csv)
scalewall_test_program(json PROGRAM ${program} ARGUMENTS --format json --gpu "V100 SXM" --gpu "A100 SXM"
  JSON deadline_s=7885000.0 "comparisons/0/name=Dense models, critical batch"
    "comparisons/0/curves/0/setting=V100 SXM" comparisons/0/curves/0/linear_scaling_ends_flop=2.8466.*e\\+?27
    comparisons/0/curves/1/largest_feasible_flop=2.7073.*e\\+?31 comparisons/0/curves/1/points/30/wanted/model/d_model=196608
    comparisons/0/curves/0/points/0/run/step/plan/pp=64)
# A curve without a point is no answer. Racks have one.
scalewall_test_program(json_of_nothing PROGRAM ${program} ARGUMENTS --format json --gpu "V100 SXM" --months 1e-6 STATUS 1
  JSON comparisons/0/curves/0/linear_scaling_ends_flop= comparisons/0/curves/0/points=.*
  ERRORS "${program}: no cluster of V100 SXM trains the narrowest model, 12288 wide, in [^\n]*: .*")
foreach(gpu GB200 GB300)
  scalewall_test_program(racks_of_${gpu} PROGRAM ${program} ARGUMENTS --format json --gpu ${gpu}
    JSON comparisons/0/curves/0/points/0/run/step/plan/accelerators=[0-9]+ left_out/0=attention assumed/0=layers.*
      comparisons/0/curves/0/points/20/run/step/plan/accelerators=[0-9]+
      comparisons/0/curves/0/largest_feasible_flop=[0-9.]+e.*)
  scalewall_test_program(racks_of_${gpu}_sparse PROGRAM ${program} ARGUMENTS --format json --gpu ${gpu} --sparse
    JSON comparisons/0/curves/0/points/0/run/step/plan/accelerators=[0-9]+)
endforeach()
scalewall_test_program(fixed_batch PROGRAM ${program} ARGUMENTS --batch fixed --gpu "H100 SXM" --format csv LINES 22)
scalewall_test_program(deepseek_batch PROGRAM ${program} ARGUMENTS --batch deepseek --sparse --gpu "H100 SXM" --format json
  JSON "comparisons/0/name=Sparse models, deepseek batch" comparisons/0/curves/0/points/0/wanted/batch/sequences=98304)
scalewall_test_program(help PROGRAM ${program} ARGUMENTS --help OUTPUT "--scenario NAME" "--plot FILE")

function(refuse name error)
  scalewall_test_refusal(${name} PROGRAM ${program} ARGUMENTS ${ARGN} ERROR "${error}")
endfunction()
refuse(unknown_gpu "no GPU is called 'h100'. the known ones are H100 SXM, H100 PCIe, .*" --gpu h100)
refuse(misspelled_gpu "no GPU is called 'A10 SMX'. the known ones are A100 SXM, .*" --gpu "A10 SMX")
refuse(unknown_scenario "no scenario is called 'grand-dens'. the known ones are grand-dense, .*all.*" --scenario grand-dens)
refuse(unknown_batch "no batch law is called 'large'. the known ones are .*" --batch large)
refuse(unknown_format "no format is called 'jsn'. the known ones are json, csv, table, markdown" --format jsn)
foreach(months -1 0 nan inf 1e999 three 3x)
  refuse(months_${months} "--months is a positive, finite number, not '${months}'" --months ${months})
endforeach()
refuse(no_months "--months is given without its value" --months)
refuse(gpu_of_scenario "--gpu and --scenario exclude each other" --scenario all --gpu "H100 SXM")
refuse(sparse_scenario "--sparse and --scenario exclude each other" --scenario base-dense --sparse)
refuse(batch_of_scenario "--batch and --scenario exclude each other" --scenario base-dense --batch fixed)
refuse(plot_of_no_kind "the name of a plot ends in \\.svg or \\.png, not as in 'plot\\.pdf'" --plot plot.pdf)
refuse(unknown_option "no option is called '--speed'. the nearest is --[a-z]+, and --help shows all" --speed)

# Real models of a family, in so little time that the curve is short.
set(soon --months 0.3 --tp 1..8)
scalewall_test_program(family PROGRAM ${program} ARGUMENTS --family llama ${soon}
  OUTPUT "^Models like Llama 3\\.1 405B in proportion, on GPUs of kind H100 SXM, trained in " "\n8,192 wide, 72 layers +6\\.01e10 +4\\.26e23 FLOP +[0-9,]+ "
    "\nllama, refined prices, whole memory +" "\nthe paper's models, its prices and memory +" "\nAssumed:\n")
if(NOT SCALEWALL_SANITIZE)  # the same question, of minutes there
  scalewall_test_program(family_csv PROGRAM ${program} ARGUMENTS --family llama ${soon} --batch deepseek --format csv
    OUTPUT "^family,gpu,width,layers,parameters,training_flop,tokens,batch_sequences,gpus,utilization,paper_utilization,"
      "\nllama,H100 SXM,8192,72,60084592640,")
  scalewall_test_program(family_json PROGRAM ${program} ARGUMENTS --family llama ${soon} --format json
    JSON schema=scalewall/how_far_can_a_family_scale/1 family=llama points/0/width=8192 points/0/plan/tensor=[1248]
      paper_landmarks/largest_feasible_flop=[0-9.]+e.*)
endif()
scalewall_test_program(family_too_soon PROGRAM ${program} ARGUMENTS --family deepseek --months 1e-6 --format csv STATUS 1 LINES 1
  ERRORS "${program}: no number of GPUs looked at trains the narrowest member of the family in [^\n]*")
refuse(unknown_family "no family is called 'bert'. the known ones are .*" --family bert)
refuse(family_of_scenario "--scenario and --family exclude each other" --scenario all --family llama)
refuse(tensor_of_no_family "--tp is given only with --family" --tp 8)
refuse(family_of_two_gpus "a family is asked about one kind of GPU at a time \\(--gpu\\)" --family llama --gpu "H100 SXM" --gpu "A100 SXM")
