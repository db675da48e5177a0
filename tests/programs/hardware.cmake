# Hardware of a file: every program that takes --hardware, and what is no hardware.

set(own ${CMAKE_CURRENT_SOURCE_DIR}/hardware/own_cluster.json)
set(slow ${CMAKE_CURRENT_SOURCE_DIR}/hardware/slow_network.json)
set(note "note: assumed of '.*/slow_network\\.json': peak_flop_per_s: .*, as of H100 SXM. .*network_latency_s: 1\\.13e-6, as of H100 SXM")
set(rates "rates of '.*slow_network\\.json' and, where it says nothing, of H100 SXM \\(measured\\)")

scalewall_test_program(hardware PROGRAM which_plan ARGUMENTS --width 12288 --gpus 4096 --hardware ${slow} --format json
  JSON "gpu=H100s on Ethernet" "assumed/3=${rates}" ERRORS "${note}")
scalewall_test_program(hardware PROGRAM how_many_gpus ARGUMENTS --width 12288 --hardware ${slow}
  OUTPUT "GPUs, H100s on Ethernet\n" ERRORS "${note}")
scalewall_test_program(hardware PROGRAM time_or_gpus ARGUMENTS --width 12288 --gpus 4096 --hardware ${slow} --format json
  JSON "gpu=H100s on Ethernet" clusters/0/gpus=4096 ERRORS "${note}")
scalewall_test_program(hardware PROGRAM what_would_help_most
  ARGUMENTS --width 12288 --gpus 4096 --of utilization --hardware ${slow} --format json
  JSON "gpu=H100s on Ethernet" ERRORS "${note}")
scalewall_test_program(hardware PROGRAM how_far_can_training_scale ARGUMENTS --hardware ${slow} --format json
  JSON "comparisons/0/curves/0/gpu=H100s on Ethernet" "comparisons/0/curves/0/prices/0/numbers=${rates}" ERRORS "${note}")
scalewall_test_program(hardware_of_a_language_model PROGRAM which_plan
  ARGUMENTS --model llama-3.1-8b --gpus 16 --hardware ${own}
  OUTPUT "^Llama-3\\.1 8B on 16 GPUs of kind our cluster, " "\nEvidence: near what was fitted: "
    "\n  hardware, like: H100 SXM, the nearest of those whose training was fitted\n"
    "\n  hardware, kernels, attention and collectives: those of H100 SXM, as much faster as peak, memory and links are. ")
scalewall_test_program(hardware_of_a_language_model PROGRAM how_many_gpus
  ARGUMENTS --model llama-3.1-8b --tokens 1e12 --hardware ${own} --format json
  JSON "gpu=our cluster" "assumed/0=hardware, like: H100 SXM, the nearest of those whose training was fitted")
scalewall_test_program(hardware PROGRAM does_it_fit ARGUMENTS --model llama-3.1-8b --gpus 16 --hardware ${own} --format json
  JSON "gpu=our cluster" verdict/available_bytes=85017493504\\.0)
# Formats are those that a file lists, whatever the GPU has that is nearest; one that is not listed is as of that.
scalewall_test_program(hardware_lists_fp8 PROGRAM does_it_fit ARGUMENTS --model llama-3.1-8b --gpus 16 --precision fp8
  --hardware ${CMAKE_CURRENT_SOURCE_DIR}/hardware/card_with_fp8.json
  OUTPUT "\n  hardware, like: A100 SXM, " "\n  hardware, products in fp8: by a formula alone, for A100 SXM multiplies in no fewer than 16 bits")
scalewall_test_refusal(hardware_without_fp8 PROGRAM does_it_fit ARGUMENTS --model llama-3.1-8b --gpus 16 --precision fp8
  --hardware ${CMAKE_CURRENT_SOURCE_DIR}/hardware/card_of_bf16.json
  ERROR "a card of bf16 does not multiply in fp8 \\(current\\): it has fp16, bf16. what a GPU multiplies in is what peak_flop_per_s of its file lists, and beside that what its like has")

scalewall_test_refusal(page_of_hardware PROGRAM does_it_fit ARGUMENTS --model llama-3.1-8b --gpus 16 --hardware ${own} --as cpp
  ERROR "a page of C\\+\\+ reads the numbers of a GPU from the catalog, and 'our cluster' is described by a file")

# What calibrate_this_machine has written of a GPU.
set(h200 ${PROJECT_SOURCE_DIR}/bench/recordings/nvidia_h200/machine.json)
scalewall_test_program(calibrated_hardware PROGRAM does_it_fit
  ARGUMENTS --model llama-3.1-8b --gpus 8 --hardware ${h200} --format json
  JSON "gpu=NVIDIA H200, as calibrated" verdict/available_bytes=150109880320\\.0 "evidence/class=inside what was fitted, dense")
scalewall_test_program(calibrated_hardware PROGRAM which_plan
  ARGUMENTS --width 12288 --gpus 4096 --hardware ${h200} --format json JSON "gpu=NVIDIA H200, as calibrated"
  ERRORS "note: assumed of '.*': network: levels and their sizes, bandwidths and latencies as of NVIDIA H200")
scalewall_test_refusal(calibrated_processor PROGRAM does_it_fit
  ARGUMENTS --model llama-3.1-8b --hardware ${PROJECT_SOURCE_DIR}/bench/recordings/amd_epyc/machine.json
  ERROR "'.*/amd_epyc/machine\\.json', a machine for training computes in bf16 or fp16")

scalewall_test_refusal(no_such_hardware PROGRAM which_plan ARGUMENTS --width 12288 --gpus 8 --hardware none.json
  ERROR "'none\\.json' cannot be read: No such file or directory")
scalewall_test_refusal(unknown_key_of_hardware PROGRAM which_plan ARGUMENTS --width 12288 --gpus 8
  --hardware ${CMAKE_CURRENT_SOURCE_DIR}/hardware/refused/misspelt_key.json
  ERROR "'.*/misspelt_key\\.json', \\$\\.memory_byte: no key is called 'memory_byte'. the known ones are memory_bytes, .*")
scalewall_test_refusal(hardware_and_gpu PROGRAM which_plan
  ARGUMENTS --width 12288 --gpus 8 --hardware ${slow} --gpu "H100 SXM" ERROR "--gpu and --hardware exclude each other")

# A design space that names hardware of a file, and one that describes it itself.
set(designs ${CMAKE_CURRENT_BINARY_DIR}/hardware)
file(WRITE ${designs}/named.json
  [[{"clusters": ["H100 SXM", {"name": "H100s on Ethernet", "factors": {"InfiniBand bandwidth": [1, 2]}}],
     "models": {"d_model": 12288}, "gpus": 4096}]])
file(WRITE ${designs}/described.json
  [[{"clusters": "ours", "models": {"d_model": 12288}, "gpus": 4096,
     "hardware": {"name": "ours", "like": "H100 SXM", "gpus_per_node": 16}}]])
scalewall_test_program(hardware PROGRAM explore_design_space
  ARGUMENTS ${designs}/named.json --hardware ${slow} --output ${designs}/named.csv
  OUTPUT "has all 3 answers" ERRORS "${note}")
scalewall_test_program(described_hardware PROGRAM explore_design_space
  ARGUMENTS ${designs}/described.json --output ${designs}/described.csv OUTPUT "has its 1 answer")
scalewall_test_refusal(hardware_not_described PROGRAM explore_design_space
  ARGUMENTS ${designs}/named.json --output ${designs}/not_described.csv
  ERROR "'.*/named\\.json', \\$\\.clusters\\[1\\]\\.name: no GPU is called 'H100s on Ethernet'. the known ones are .*")
