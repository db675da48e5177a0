# The network that it takes to use GPUs well.

set(program what_network)

scalewall_test_program(least PROGRAM ${program} ARGUMENTS --model llama-3.1-70b --gpus 64 --utilization 0.45 --recompute none
  OUTPUT "^Llama-3\\.1 70B on 64 GPUs of kind H100 SXM, 1,024 sequences of 4096 tokens\nUtilization: [0-9.]+% as it is, by TP "
    "; wanted 45%\n" "\nnetwork +50 GB/s +[0-9.]+ [MG]B/s +45[0-9.]*%  TP" "\nNVLink +450 GB/s +[0-9.]+ GB/s +45[0-9.]*%  "
    "\nEvidence: inside what was fitted, dense: ")
scalewall_test_program(none_is_enough PROGRAM ${program} ARGUMENTS --model llama-3.1-8b --gpus 16 --utilization 0.9
  OUTPUT "\nnetwork +50 GB/s +none is enough" "\nNVLink +450 GB/s +none is enough"
    "\nOver ever faster network it is [0-9.]+%, and a step is microbatches [0-9.]+% \\(most of it products, 16 bit [0-9.]+%, "
    "\nOver ever faster links of both kinds it is [0-9.]+%, ")
scalewall_test_program(one_node_has_no_network PROGRAM ${program} ARGUMENTS --model llama-3.1-8b --gpus 8 --utilization 0.3
  OUTPUT "\nnetwork +50 GB/s +any is enough")
scalewall_test_program(of_a_launch_line PROGRAM ${program} ARGUMENTS --model llama-3.1-8b --utilization 0.4 --format json
  -- torchrun --nproc_per_node 8 --nnodes 2 pretrain_gpt.py --tensor-model-parallel-size 2 --micro-batch-size 1
  --global-batch-size 128 --seq-length 4096 --bf16 --sequence-parallel
  JSON schema=scalewall/what_network/1 gpus=16 as_is/plan/tensor=2 links/0/link=network links/0/answer/plan/tensor=2
    links/0/least_bytes_per_s=[0-9.]+ links/1/link=NVLink)

scalewall_test_refusal(no_share PROGRAM ${program} ARGUMENTS --model llama-3.1-8b --utilization 40
  ERROR "--utilization is a share of the peak above 0 and below 1, not '40'")
scalewall_test_refusal(no_utilization PROGRAM ${program} ARGUMENTS --model llama-3.1-8b ERROR "--utilization is required")
