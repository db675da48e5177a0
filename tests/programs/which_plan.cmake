# The best plan for a model, given by its width or by its sizes.

set(program which_plan)

scalewall_test_program(by_width PROGRAM ${program} ARGUMENTS --gpus 65536 --width 12288
  OUTPUT "192 layers of 12,288 x 49,152 \\(2\\.32e11 parameters\\), 3,584 sequences of 2,048 tokens a batch"
    "65,536 GPUs, H100 SXM" "\nAssumes 20 tokens a parameter, bf16, [^\n]*\n[^\n]*\n[^\n]*attention, gates, vocabulary, "
    "plan +TP 4x8 \\(model x ff\\), PP 32 interleaved 6, DP 64, 56 microbatches"
    "time per step +277 ms" "utilization +57%" "tokens/s/GPU +405" "arithmetic 81\\.4%, pipeline bubble 7\\.81%, data communication"
    "hidden behind that +communication of 53\\.5% of the step" "memory per GPU +2\\.7 GB of 80 GB"
    "of that activations +1\\.75 GB, kept" "The runner-up takes 2\\.52% longer: it waits [^\n]* longer for [^\n]*\n[^\n]*. it is bound by arithmetic\\."
    "Of 19,550 plans in the space, .*left out take at least [0-9.]* ms per step\\.")
scalewall_test_program(by_sizes PROGRAM ${program}
  ARGUMENTS --gpus 4096 --gpu "a100 sxm" --layers 192 --d-model 12288 --batch-sequences 3584 --format json
  JSON "gpu=A100 SXM" gpus=4096 wanted/model/d_ff=49152 wanted/model/parameters=231928233984 best/step/plan/pp=64
    best/bound_by=arithmetic best/utilization=0\\.84754[0-9]* runners_up/0/utilization=0\\.[0-9]*)
scalewall_test_program(sparse PROGRAM ${program} ARGUMENTS --gpus 65536 --width 12288 --sparse --format json
  JSON wanted/model/sparsity=8 best/step/plan/ep=8)
scalewall_test_program(four_plans PROGRAM ${program} ARGUMENTS --gpus 65536 --width 12288 --plans 4
  OUTPUT "best plan\n[^\n]*\nplan .*runner-up\n.* 3rd\n.* 4th\n" "The 4th takes [^\n]*% longer: it waits ")
scalewall_test_program(four_plans_json PROGRAM ${program} ARGUMENTS --gpus 65536 --width 12288 --plans 4 --format json
  JSON runners_up/2/lost/total_s=0\\.0[0-9]* plans_in_space=19550 proof/placed=[0-9]*)
if(bash)
  add_test(NAME programs.${program}.nine_plans_are_no_wider COMMAND ${bash} -c
    "'$<TARGET_FILE:${program}>' --gpus 65536 --width 12288 --plans 9 | awk 'length > 110 { wide = 1 } END { exit wide || NR < 90 }'")
  set_tests_properties(programs.${program}.nine_plans_are_no_wider PROPERTIES LABELS programs)
endif()
scalewall_test_program(idle_gpus PROGRAM ${program} ARGUMENTS --gpus 4099 --width 12288 --every-plan
  OUTPUT "on 4,099 GPUs, H100 SXM" "at work +4,096 GPUs" "utilization +69\\.7%")
scalewall_test_program(one_gpu PROGRAM ${program} ARGUMENTS --gpus 1 --layers 1 --d-model 128 --batch-sequences 1
  OUTPUT "1 layer of 128 x 512 \\(131,072 parameters\\), 1 sequence of 2,048 tokens a batch" "on 1 GPU, H100 SXM")

scalewall_test_program(known_from_a_data_sheet PROGRAM ${program}
  ARGUMENTS --gpus 64 --gpu MI300X --layers 64 --d-model 8192 OUTPUT "64 GPUs, MI300X"
  ERRORS "note: MI300X is known from its data sheet alone: its peak counts as sustained and .*")
# Over one denominator, the data sheet's 989 TFLOP/s, whatever clock a GPU was measured at, and by the kernels that were.
scalewall_test_program(measured_gpu PROGRAM ${program}
  ARGUMENTS --gpus 256 --gpu "NVIDIA H100 80GB HBM3" --layers 64 --d-model 8192 OUTPUT "utilization +75\\.5%"
    "multiplications by kernels 'NVIDIA H100 80GB[ \n]HBM3, bf16' from[ \n]bench/recordings/nvidia_h100_80gb_hbm3"
    "all-reduces of up to 8 accelerators of a node[ \n]by[ \n]protocols 'H100 SXM' from ai-dynamo/aiconfigurator@")
scalewall_test_program(measured_gpu_json PROGRAM ${program}
  ARGUMENTS --gpus 256 --gpu "NVIDIA H200" --layers 64 --d-model 8192 --format json
  JSON prices/0/work=multiplications "prices/0/numbers=kernels 'NVIDIA H200, bf16'"
    prices/0/from=bench/recordings/nvidia_h200 "prices/2/numbers=rates of the catalog \\(measured\\)"
    best/utilization=0\\.[0-9]*)

function(refuse name error)
  scalewall_test_refusal(${name} PROGRAM ${program} ARGUMENTS ${ARGN} ERROR "${error}")
endfunction()
refuse(no_gpus "--gpus is required" --width 12288)
refuse(misspelt_gpus "no option is called '--gpuz'. the nearest is --gpus, and --help shows all" --gpuz 8)
refuse(one_dash "no option is called '-gpus'. the nearest is --gpus, and --help shows all" -gpus 8 --width 12288)
refuse(no_value "--gpus is given without its value, before '--width'" --gpus --width 12288)
refuse(no_last_value "--gpus is given without its value" --width 12288 --gpus)
refuse(no_value_behind_the_sign "--gpus is given an empty value" --width 12288 --gpus=)
refuse(twice "--gpus is given twice, as '8' and as '16'" --gpus 8 --width 12288 --gpus=16)
refuse(value_of_a_flag "--sparse takes no value, and is given 'no'" --gpus 8 --width 12288 --sparse=no)
refuse(stray "'12288' is neither an option nor the value of one. --help shows all options" --gpus 8 12288)
refuse(stray_behind_dashes "'--width' is neither an option nor the value of one. --help shows all options" --gpus 8 -- --width)
refuse(no_model "a model is given by --width, or by --layers and --d-model" --gpus 8)
refuse(no_width "a model is given by --width, or by --layers and --d-model" --gpus 8 --layers 4)
refuse(two_models "--width and --layers exclude each other" --gpus 8 --width 12288 --layers 4)
refuse(sparse_sizes "--sparse is given only with --width" --gpus 8 --layers 4 --d-model 128 --sparse)
refuse(unknown_gpu "no GPU is called 'H10'. the known ones are H100 SXM, .*" --gpus 8 --width 12288 --gpu H10)
refuse(no_csv "no format is called 'csv'. the known ones are json, table, markdown" --gpus 8 --width 12288 --format csv)
refuse(no_plans "--plans is a whole number from 1 .*" --gpus 8 --width 12288 --plans 0)
refuse(no_plan "no plan of 192 layers .*, fits: each of 7 GPUs needs 1\\.34 TB at least and has 80 GB, the nearest number that works is 48"
  --gpus 7 --width 12288)
refuse(no_division "no plan divides 192 layers .*, over 88 GPUs, the nearest numbers that work are 72 and 96, with --every-plan GPUs may stand idle"
  --gpus 88 --width 12288)
# Racks of 72: whole ones, a part of one, a part of each, and some that stand idle.
refuse(racks_and_a_part "the sizes of the network levels \\(72 by NVLink\\) do not divide 1,024 GPUs of GB200, the nearest numbers that work are 1,008 and 1,152, with --every-plan GPUs may stand idle"
  --gpu GB200 --gpus 1024 --width 12288)
scalewall_test_program(idle_in_racks PROGRAM ${program} ARGUMENTS --gpu GB200 --gpus 1024 --width 12288 --every-plan
  OUTPUT "on 1,024 GPUs, GB200" "at work +1,008 GPUs")
scalewall_test_program(part_of_a_rack PROGRAM ${program} ARGUMENTS --gpu GB200 --gpus 64 --width 12288
  OUTPUT "placement +64 GPUs: ")
scalewall_test_program(part_of_each_rack PROGRAM ${program} ARGUMENTS --gpu GB200 --gpus 1024 --gpus-per-node 64 --width 12288
  OUTPUT "placement +64 GPUs: [^\n]*. x 16: ")
refuse(more_than_a_rack "at least one accelerator of a node is there, and at most all of them \\(accelerators per node = 73, in a whole node = 72\\)"
  --gpu GB200 --gpus 1024 --gpus-per-node 73 --width 12288)
# One sequence is not cut into pieces, and a batch smaller than the replicas is none.
scalewall_test_program(one_sequence PROGRAM ${program}
  ARGUMENTS --layers 96 --d-model 12288 --gpus 1024 --batch-sequences 1 --format json
  JSON best/step/plan/dp=1 best/step/plan/microbatches=1 best/step/plan/zero_bubble=OFF)
scalewall_test_program(by_reference PROGRAM ${program} ARGUMENTS --gpus 65536 --width 12288 --rules reference
  OUTPUT "PP 64 zero bubble, DP 32, 128 microbatches" "utilization +64\\.5%" "memory per GPU +255 MB of 80 GB"
    "of that activations +not counted" "10 bytes a parameter as in the[ \n]paper's[ \n]simulation")
refuse(too_wide "a single degree, width or batch stays below 2\\^63 .*" --gpus 8 --width 9000000000000000000)
foreach(number 0 -8 eight 1e3 8.5 99999999999999999999)
  refuse(gpus_${number} "--gpus is a whole number from 1 to 2\\^63 - 1, in digits, not '${number}'"
    --gpus ${number} --width 12288)
endforeach()
if(EXISTS /dev/full)
  scalewall_test_program(full_disk PROGRAM ${program} ARGUMENTS --gpus 64 --layers 4 --d-model 1024 STATUS 1
    OUTPUT_FILE /dev/full ERRORS "${program}: standard output cannot be written")
endif()

scalewall_test_program(few_common_factors PROGRAM ${program}
  ARGUMENTS --gpus 4096 --layers 126 --d-model 16384 --d-ff 53248 --batch-sequences 2048 --sequence-length 8192
  OUTPUT "\nStages have as many layers each, so that 126 layers on 4,096 GPUs make pipelines of at most 2 stages: with\n--every-plan ")
