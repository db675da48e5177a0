# What is in a model of the catalog, and in configurations of files, folders and standard input.

set(program what_is_in_a_model)
set(configurations ${CMAKE_CURRENT_BINARY_DIR}/${program})

# Numbers in lists of CMake are told apart by semicolons; a list in brackets holds none.
file(WRITE ${configurations}/config.json [[{"model_type": "mixtral", "hidden_size": 4096, "num_hidden_layers": 32,
  "num_attention_heads": 32, "num_key_value_heads": 8, "intermediate_size": 14336, "hidden_act": "silu",
  "vocab_size": 32000, "num_local_experts": 8, "num_experts_per_tok": 2, "torch_dtype": "bfloat16", "router_typo": 1}]])
file(WRITE ${configurations}/hybrid.json [[{"text_config": {"hidden_size": 64, "index_topk": 2048}}]])
file(WRITE ${configurations}/negative.json [[{"hidden_size": -64}]])

scalewall_test_program(of_the_catalog PROGRAM ${program} ARGUMENTS --model deepseek-v3
  OUTPUT "^DeepSeek-V3 \\(catalog\\): 61 layers of width 7,168, a vocabulary of 129,280\n"
    " 58 +latent, 128 heads of 128 \\+ 64, rank 512 +all tokens +8 of 256 experts of 2,048, 1 shared of 2,048, gated\n"
    "\\+ 1 to predict tokens" "\ntotal +671,026,419,200 +100%\n" "\nactive, input embedding counted +37,552,297,472 "
    "\nactive, input embedding left out +36,625,618,432 " "sequences of 4,096 tokens" "\ncausal +250 GFLOP/token\n"
    "\nMegatron-LM +260 GFLOP/token\n")
scalewall_test_program(windows PROGRAM ${program} ARGUMENTS --model "Gemma-3 4B (text)"
  OUTPUT " 25 +8 heads of 256, 4 of keys and values +the last 1,024 +dense, 10,240, gated\n"
    "\nhead \\(the embedding's matrix\\) +0 ")
scalewall_test_program(chunks PROGRAM ${program} ARGUMENTS --model "Llama-4 Scout (text)" OUTPUT "chunks of 8,192")
scalewall_test_program(of_a_folder PROGRAM ${program} ARGUMENTS --model ${configurations}
  OUTPUT "^mixtral \\(.*what_is_in_a_model\\): 32 layers" "\ntotal +46,702,792,704 "
    "\nUnderstood:\n" "\\$\\.num_local_experts +8 +routed experts\n"
    "\nAssumed:\n" "\\$\\.tie_word_embeddings +false +the default of its class \\(transformers, models/mixtral\\)\n"
    "\nPassed over:\n" "\\$\\.router_typo +not known\n" "\\$\\.torch_dtype +describes the checkpoint, not the training\n")
scalewall_test_program(of_standard_input PROGRAM ${program} ARGUMENTS --model - --format json
  INPUT ${configurations}/config.json
  JSON version=1 model=mixtral "source=standard input" layers=32 parameters/total=46702792704
    parameters/active_input_embedding_counted=12879925248 parameters/active_input_embedding_left_out=12748853248
    runs_of_layers/0/layers=32 runs_of_layers/0/feed_forward/experts=8 sequence_length_tokens=4096
    "flop_per_token/5/convention=causal" flop_per_token/5/training_flop_per_token=79712747520\\.0
    understood/0/key=\\$.model_type assumed/0/key=\\$.head_dim assumed/0/value=128 passed_over/0/known=OFF)
scalewall_test_program(json_of_the_catalog PROGRAM ${program} ARGUMENTS --model "GPT-OSS 20B" --format json
  JSON source=catalog runs_of_layers/0/attention/sees=window runs_of_layers/0/attention/reach_tokens=128
    tied_head=OFF parameters/total=20914757184)
scalewall_test_program(csv PROGRAM ${program} ARGUMENTS --model ${configurations}/config.json --format csv
  --sequence-length 8192
  OUTPUT "^what,name,value,unit,note\nmodel,mixtral,,,[^\n]*config.json\n" "\nparameters,experts,45097156608,1,\n"
    "\nparameters,total,46702792704,1,\n" "\ntraining_flop_per_token,causal,[0-9.e+]*,FLOP,sequences of 8192 tokens\n"
    "\nunderstood,\\$\\.hidden_size,4096,,the width of the model\n" "\nassumed,\\$\\.head_dim,128,,"
    "\npassed_over_unknown,\\$\\.router_typo,,,not known\n")

function(refuse name error)
  scalewall_test_refusal(${name} PROGRAM ${program} ARGUMENTS ${ARGN} ERROR "${error}")
endfunction()
refuse(no_model "--model is required" --format json)
refuse(left_out "the catalog has no model 'Kimi K3': some layers are linear attention \\(kimi_linear\\)" --model "kimi k3")
refuse(unknown "there is no file 'Llama', and no model is called 'Llama'. the known ones are Llama-2 7B, .*" --model Llama)
refuse(left_out_of_the_hub "the catalog has no model 'Qwen3\\.5 27B': three of four layers are linear attention \\(layer_types\\)" --model Qwen/Qwen3.5-27B)
refuse(no_file "'no/config.json' cannot be read: No such file or directory" --model no/config.json)
refuse(hybrid "'.*hybrid.json': \\$.text_config.index_topk is not understood \\(2048\\): attention chooses its keys by an indexer, which a description of a model does not hold"
  --model ${configurations}/hybrid.json)
refuse(negative "'.*negative.json': \\$.hidden_size is a whole number from 1 to 1,000,000,000, not -64"
  --model ${configurations}/negative.json)
refuse(no_length "--sequence-length is a whole number from 1 .*, not '0'" --model "Mixtral 8x7B" --sequence-length 0)
scalewall_test_program(no_text PROGRAM ${program} ARGUMENTS --model - INPUT /dev/null STATUS 1 LINES 0
  ERRORS "${program}: standard input: line 1, column 1: this is not JSON: .*")
