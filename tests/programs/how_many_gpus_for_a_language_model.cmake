# How many GPUs train a language model in time: how_many_gpus with a --model.

set(program how_many_gpus)

# Llama 3.1 405B was trained on up to 16,384 H100s for some 54 days of tokens (arXiv 2407.21783).
scalewall_test_program(of_a_language_model PROGRAM ${program} ARGUMENTS --model llama-3.1-405b --tokens 15.6e12
  --batch-sequences 2048 --sequence-length 8192
  OUTPUT "^Llama-3\\.1 405B on 15\\.6 T tokens takes\n\n1[0-9],[0-9][0-9][0-9] GPUs of kind H100 SXM" "\nplan +TP 8, "
    "\ntime of the run +2\\.[0-9]+ months\n" "\nThe fewest of [0-9]+ numbers of GPUs, whole nodes times 2\\^a 3\\^b, and equal parts of a node. and of [0-9,]+ plans")
scalewall_test_program(json_of_a_language_model PROGRAM ${program} ARGUMENTS --model llama-3.1-8b --tokens 1e12 --format json
  JSON schema=scalewall/how_many_gpus_for_a_language_model/1 gpus=[0-9]+ tokens=1000000000000\\.0 fits=fits)
scalewall_test_program(days_of_a_language_model PROGRAM ${program} ARGUMENTS --model llama-3.1-8b --tokens 1e12 --days 30
  OUTPUT "\ntime of the run +[0-9.]+ (days|weeks|months)\n")
scalewall_test_refusal(days_and_months PROGRAM ${program} ARGUMENTS --model llama-3.1-8b --days 30 --months 1
  ERROR "--months and --days exclude each other")
scalewall_test_refusal(gpus_of_a_language_model PROGRAM ${program} ARGUMENTS --model llama-3.1-8b --gpus 8
  ERROR "--gpus is what is asked for: leave it out, or ask which_plan")
scalewall_test_refusal(never_in_time PROGRAM ${program} ARGUMENTS --model llama-3.1-405b --tokens 1e18 --months 0.1
  ERROR "no number of GPUs up to 262,144 trains Llama-3\\.1 405B on 1 E tokens in [^:]*: a larger batch or a longer time may")
scalewall_test_refusal(experts_in_fp16_of_a_language_model PROGRAM ${program} ARGUMENTS --model mixtral-8x7b --precision fp16 --ep 8
  ERROR "Megatron does not take expert parallelism with fp16")
scalewall_test_refusal(shorter_than_a_step PROGRAM ${program} ARGUMENTS --model llama-3.1-8b --tokens 4e6 --months 1e-7
  ERROR "a run has at least one step: 4 M tokens are fewer than the [0-9.]+ M tokens of a global batch \\(--tokens, --batch-sequences\\)")

# No batch of 1,024 sequences divides among 1,536 GPUs; one of 1,152 does.
scalewall_test_program(batch_of_three_halves PROGRAM ${program} ARGUMENTS --model llama-3.1-70b --tokens 15e12 --days 110
  OUTPUT "\n1,536 GPUs of kind H100 SXM" "\n  a global batch of 1152 sequences, [^\n]*every number of GPUs looked at has one that it divides among\n")

# Parts of a rack and numbers between racks: 16 take 8.12 days, and 160 take 28.6.
scalewall_test_program(part_of_a_rack PROGRAM ${program} ARGUMENTS --model "GPT-NeoX 20B" --gpu GB200 --tokens 1e11 --days 8.13
  --format json JSON gpus=16)
scalewall_test_program(parts_of_racks PROGRAM ${program} ARGUMENTS --model Llama-3.1-70B --gpu GB200 --tokens 1e12 --days 30
  OUTPUT "\n160 GPUs of kind GB200" "trays of 4 times 2\\^a 3\\^b 5\\^c, of racks of 72")
