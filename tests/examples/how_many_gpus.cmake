# The smallest cluster for a deadline.

set(program how_many_gpus)

scalewall_test_program(by_width PROGRAM ${program} ARGUMENTS --width 12288 --gpu "V100 SXM"
  OUTPUT "in 3 months: 8,192 GPUs, V100 SXM" "TP 4x8 \\(model x ff\\), PP 64 zero bubble, DP 4, 128 microbatches"
    "utilization +89\\.5%" "bound by +arithmetic" "The runner-up ")
scalewall_test_program(by_deadline PROGRAM ${program} ARGUMENTS --width 49152 --gpu "A100 SXM" --months 2 --format json
  JSON gpus=16777216 best/run_time_s=4[0-9]*\\.[0-9]* best/step/plan/dp=512 runners_up/0/step/plan/zero_bubble=OFF)

function(refuse name error)
  scalewall_test_refusal(${name} PROGRAM ${program} ARGUMENTS ${ARGN} ERROR "${error}")
endfunction()
refuse(out_of_reach "no cluster of H100 SXM trains 4,608 layers .*, in 3 months" --width 786432)
refuse(negative_months "--months is a positive, finite number, not '-2'" --width 12288 --months -2)
refuse(no_sequence_length "--sequence-length is a whole number from 1 .*" --width 12288 --sequence-length 0)
