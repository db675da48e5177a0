# The smallest cluster for a deadline.

set(program how_many_gpus)

scalewall_test_program(by_width PROGRAM ${program} ARGUMENTS --width 12288 --gpu "V100 SXM"
  OUTPUT "in 3 months: 8,192 GPUs, V100 SXM" "TP 4x8 \\(model x ff\\), PP 64 zero bubble, DP 4, 128 microbatches"
    "utilization +89\\.5%" "bound by +arithmetic" "The runner-up ")
scalewall_test_program(by_deadline PROGRAM ${program} ARGUMENTS --width 49152 --gpu "A100 SXM" --months 2 --format json
  JSON gpus=67108864 best/run_time_s=3[0-9]*\\.[0-9]* best/step/plan/dp=512 runners_up/0/step/plan/zero_bubble=OFF)
# A model that does not divide over nine is trained on 64 of the 72 of each rack.
scalewall_test_program(part_of_racks PROGRAM ${program} ARGUMENTS --gpu GB200 --width 14336
  OUTPUT "in 3 months: [0-9,]+ GPUs, GB200" "at work +[0-9,]+ GPUs" "placement +64 GPUs: ")
# Racks of 72 double as nodes of eight do; of any number, part of each rack may do.
scalewall_test_program(racks PROGRAM ${program} ARGUMENTS --gpu GB200 --width 12288
  OUTPUT "in 3 months: 576 GPUs, GB200" "time of the run +2\\.5[89] months" "Sizes double from a GPU for every expert, in whole nodes")
scalewall_test_program(racks_by_reference PROGRAM ${program} ARGUMENTS --gpu GB200 --width 12288 --rules reference --format json
  JSON gpus=576 best/run_time_s=6786111\\.66[0-9]*)
scalewall_test_program(any_number PROGRAM ${program} ARGUMENTS --gpu GB200 --width 12288 --every-plan
  OUTPUT "in 3 months: 567 GPUs, GB200" "at work +504 GPUs" "Every number of GPUs was looked at")

function(refuse name error)
  scalewall_test_refusal(${name} PROGRAM ${program} ARGUMENTS ${ARGN} ERROR "${error}")
endfunction()
refuse(out_of_reach "no cluster of H100 SXM that was looked at trains 4,608 layers .*, in 3 months, with --every-plan every number of GPUs is" --width 786432)
refuse(negative_months "--months is a positive, finite number, not '-2'" --width 12288 --months -2)
refuse(no_sequence_length "--sequence-length is a whole number from 1 .*" --width 12288 --sequence-length 0)
