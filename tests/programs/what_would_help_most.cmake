# Elasticities: the strongest first, in every form; what has none is refused.

set(program what_would_help_most)
set(svg "3c3f786d6c")  # <?xml
set(png "89504e470d0a1a0a")
find_program(gnuplot gnuplot)

scalewall_test_program(of_a_run PROGRAM ${program} ARGUMENTS --width 12288 --gpus 4096
  OUTPUT "^192 layers of 12,288 x 49,152 [^\n]*,\non 4,096 GPUs, H100 SXM\n\nAssumes 20 tokens a parameter, bf16, .*\nUtilization: 69\\.7%\n"
    "\nTime of the run: 26\\.4 days\n[^T]*\nduration +0\\.998 +0\\.992 +2\narithmetic rate +-0\\.996 +-0\\.996 +1\\.01\n"
    "\nLinear scaling ends: 1\\.96e28 FLOP\n" "\nInfiniBand bandwidth +3\\.[0-9]* +2\\.[0-9]* +1\\.01\n"
    "\nmemory capacity +0 +0 +1\\.01\n")
scalewall_test_program(on_the_smallest_cluster PROGRAM ${program} ARGUMENTS --width 12288 --of utilization --gpu "V100 SXM"
  OUTPUT "on 8,192 GPUs, V100 SXM\n\nAssumes .*\nUtilization: 89\\.5%\n" LINES 24)
scalewall_test_program(of_all_models PROGRAM ${program} ARGUMENTS --of end_of_linear_scaling --format csv LINES 14
  OUTPUT "^of,value,parameter,factor,elasticity_more,elasticity_less\n"
    "\nend_of_linear_scaling_flop,1\\.9586[0-9]*e\\+28,arithmetic rate,1\\.01,-2\\.97[0-9]*,-3\\.35[0-9]*\n"
    "NVLink latency,1\\.01,0,0\n$")
scalewall_test_program(by_sizes PROGRAM ${program} ARGUMENTS --gpus 1 --layers 1 --d-model 128 --batch-sequences 1
    --of run_time --format json
  JSON "gpu=H100 SXM" gpus=1 wanted/model/d_ff=512 answers/0/of=run_time answers/0/run_time_s=[0-9.]+
    answers/0/effects/12/parameter=.*)
# Half a layer is none, half a GPU neither.
scalewall_test_program(without_a_side PROGRAM ${program} ARGUMENTS --gpus 1 --layers 1 --d-model 128 --batch-sequences 1
    --of run_time
  OUTPUT "\ndepth +[-0-9.e]+ +no answer +2\n" "\nduration +no answer +[-0-9.e]+ +2\n")
scalewall_test_program(other_laws PROGRAM ${program} ARGUMENTS --of end_of_linear_scaling --sparse --width 12288 --months 6
    --gpu "A100 SXM" --format json
  JSON "gpu=A100 SXM" gpus= wanted= deadline_s=15770000\\.0 answers/0/of=end_of_linear_scaling
    answers/0/end_of_linear_scaling_flop=[0-9.]+e\\+[0-9]+ answers/0/effects/0/elasticity_more=[-0-9.]+)
scalewall_test_program(help PROGRAM ${program} ARGUMENTS --help OUTPUT "--of NAME" "--plot FILE" "strongest first")

if(gnuplot)
  scalewall_test_program(bars PROGRAM ${program} ARGUMENTS --width 12288 --plot ${CMAKE_CURRENT_BINARY_DIR}/helps.svg
    OUTPUT "The plot is in [^\n]*/helps\\.svg\\.\n$" FILES ${CMAKE_CURRENT_BINARY_DIR}/helps.svg=${svg}
    DRAWN "${CMAKE_CURRENT_BINARY_DIR}/helps.svg=<title>What would help most[?] 192 layers [^<]*, on 2,048 GPUs, H100 SXM<"
      "${CMAKE_CURRENT_BINARY_DIR}/helps.svg=>Left out: [0-9]+ parameters without effect\\.<"
      "${CMAKE_CURRENT_BINARY_DIR}/helps.svg=>-0\\.99[0-9]<")
  # Half a layer is none, half a GPU neither.
  scalewall_test_program(missing_bars PROGRAM ${program}
    ARGUMENTS --gpus 1 --layers 1 --d-model 128 --batch-sequences 1 --of run_time
      --plot ${CMAKE_CURRENT_BINARY_DIR}/missing.svg
    FILES ${CMAKE_CURRENT_BINARY_DIR}/missing.svg=${svg}
    DRAWN "${CMAKE_CURRENT_BINARY_DIR}/missing.svg=>Where a bar is missing there is no answer\\.<")
  scalewall_test_program(bars_beside_csv PROGRAM ${program} LINES 14
    ARGUMENTS --width 12288 --of run_time --format csv --plot ${CMAKE_CURRENT_BINARY_DIR}/helps.png
    FILES ${CMAKE_CURRENT_BINARY_DIR}/helps.png=${png})
endif()

function(refuse name error)
  scalewall_test_refusal(${name} PROGRAM ${program} ARGUMENTS ${ARGN} ERROR "${error}")
endfunction()
refuse(no_model "a model is given by --width, or by --layers and --d-model")
refuse(unknown_answer "no answer is called 'run_tme'. the known ones are run_time, .*" --of run_tme)
refuse(no_gpus "--gpus is a whole number from 1 .*, not '0'" --gpus 0 --width 12288)
refuse(no_plan "no plan of 192 layers .*, fits: each of 7 GPUs needs .* has 80 GB, the nearest number that works is 48" --gpus 7 --width 12288)
refuse(out_of_reach "no cluster of H100 SXM that was looked at trains 4,608 layers .*, in 3 months, with --every-plan every number of GPUs is" --width 786432)
refuse(no_end "linear scaling does not end: no run that is done in [0-9.]+ s has lost a fifth of the utilization"
  --of end_of_linear_scaling --months 1e-6)
refuse(plot_of_no_kind "the name of a plot ends in \\.svg or \\.png, not as in 'a\\.pdf'"
  --width 12288 --plot a.pdf)
