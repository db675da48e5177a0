# The largest model that so many GPUs train in time.

set(program largest_model)

scalewall_test_program(dense PROGRAM ${program} ARGUMENTS --gpus 512 --gpu "h100 sxm" --days 30
  OUTPUT "^The largest Llama-like model on 512 GPUs of kind H100 SXM in 30 days\n"
    "\nmodel +[0-9.]+e10 parameters: width [0-9,]+, [0-9]+ layers\n" "\nmet by a token +[0-9.]+e10\n" "\nplan +TP [0-9]"
    "\ntime of the run +[0-9.]+ days\n" "\nMFU +[0-9.]+%\n" "\nfullest GPU +[0-9.]+ GB of 85 GB\n"
    "\nFamily: Llama 3\\.1 405B in proportion. widths are multiples of 1024. depth by the laws of arXiv 2411\\.01137\n"
    "\nThe next larger, of [0-9.]+e[0-9]+ parameters: .*, takes [0-9.]+ (days|months)\n"
    "\nIf steps take as much longer as nine of ten such runs at most did: " "\nEvidence: inside what was fitted, dense: "
    "\n  20 tokens for every parameter that a token meets \\(--tokens-per-parameter\\)\n" "\n  nothing fails, ")
scalewall_test_program(json PROGRAM ${program} ARGUMENTS --gpus 8 --days 30 --format json
  JSON schema=scalewall/largest_model/1 family/name=llama model/width=4096 model/layers=40 model/parameters=9271840768
    gpus=8 deadline_s=2592000\\.0 next_larger/model/width=5120 if_slower/model/width=3072 fits=fits
    "evidence/class=inside what was fitted, dense")
scalewall_test_program(routed PROGRAM ${program} ARGUMENTS --gpus 256 --days 30 --family DeepSeek --cp 1 --tp 1..4
  --microbatch 1 --format json
  JSON model/name=DeepSeek-like model/experts_per_token=8 model/experts=[0-9]+ "evidence/class=inside what was fitted, routed")
scalewall_test_program(on_so_many_tokens PROGRAM ${program} ARGUMENTS --gpus 8 --days 30 --tokens 1e12 --format json
  JSON tokens=1000000000000\\.0 model/width=1024)
scalewall_test_program(on_hardware_of_a_file PROGRAM ${program}
  ARGUMENTS --gpus 16 --days 10 --hardware ${CMAKE_CURRENT_SOURCE_DIR}/hardware/own_cluster.json
  OUTPUT "^The largest Llama-like model on 16 GPUs of kind our cluster in 10 days\n" "\nEvidence: near what was fitted: "
    "\n  hardware, like: H100 SXM, the nearest of those whose training was fitted\n")

scalewall_test_refusal(no_model PROGRAM ${program} ARGUMENTS --gpus 1 --days 0.01
  ERROR "no model of the family llama is trained on 1 GPU of kind H100 SXM in 14\\.4 min: the smallest, of [0-9,]+ parameters: .*, takes .*")
scalewall_test_refusal(no_days PROGRAM ${program} ARGUMENTS --gpus 8 ERROR "--days is required")
scalewall_test_refusal(unknown_family PROGRAM ${program} ARGUMENTS --gpus 8 --days 1 --family lama
  ERROR "no family is called 'lama'. the known ones are llama, deepseek")
scalewall_test_refusal(too_many_tokens PROGRAM ${program} ARGUMENTS --gpus 8 --days 1 --tokens-per-parameter 1e10
  ERROR "--tokens-per-parameter is a positive number up to 1e9, not '1e10'")
