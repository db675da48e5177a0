#!/usr/bin/env bash
# Gives programs bytes that a terminal would obey, as options, values, names of files and what stands in files. None of
# them may come out, in whatever is said, and what is said is short.
#
#   hostile_bytes.sh PROGRAM...
#
# With SCALEWALL_EVERY=4 it gives them every fourth of these strings: with sanitizers programs are slow to start.

set -euo pipefail

export LC_ALL=C
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

long=$(head -c 10000 /dev/zero | tr '\0' z)
all_hostile=(
  $'\x1b[31mred' $'\x1b]0;title\a' $'two\nlines' $'over\rwritten' $'del\x7f' $'\xc2\x9b31m' $'\x9b31m' $'\xe2\x80\xaeright'
  $'\xe2\x81\xa6isolated' $'\xff\xfe' $'\xc3' $'\xc0\x9b' $'\xed\xa0\x80' $'\xf0\x9f\x99' "$long" "$long"$'\x1b[31m'
)
every=${SCALEWALL_EVERY:-1}
some_hostile=()
for ((i = 0; i < ${#all_hostile[@]}; i += every)); do some_hostile+=("${all_hostile[i]}"); done

failures=0
fail() {
  echo "$1: $2" >&2
  cat -v "$scratch/said" >&2
  failures=$((failures + 1))
}

# The status is 1; what is said has letters only, and a line no more than 2,000 of them.
refuse() {
  local status=0
  timeout 60 "$@" >"$scratch/said" 2>&1 </dev/null || status=$?
  local what="${1##*/}"
  ((status == 1)) || fail "$what" "the status is $status"
  [[ -s $scratch/said ]] || fail "$what" "nothing is said"
  check "$what"
}
# One process looks at all that is said: there are thousands of refusals.
check() {
  local found
  found=$(perl -0777 -ne '
    print "a control character\n" if /[\x00-\x09\x0b-\x1f\x7f]/;
    print "a control character past ASCII\n" if /\xc2[\x80-\x9f]/;
    print "a character that turns a line\n" if /\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]/;
    print "a long line\n" if /.{2001}/;
    s/[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}//g;
    s/\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}//g;
    print "no UTF-8\n" if /[\x80-\xff]/;
  ' "$scratch/said")
  [[ -z $found ]] || fail "$1" "$found"
}

refuse_values() {
  local program=$1
  shift
  for value in "${hostile[@]}"; do
    for option in "$@"; do
      # shellcheck disable=SC2086  # an option and those that it needs
      refuse "$program" ${option%% *} "$value" $([[ $option == *" "* ]] && echo "${option#* }")
    done
  done
}

columns=gpu,layers,d_model,d_ff,batch_sequences,microbatches,dp_levels,tp_model_levels,tp_ff_levels,pp_levels
recording=probe,variant,format,rows,columns,tokens,participants,nodes,bytes
recording+=,median_s,lower_quartile_s,upper_quartile_s,samples,library,source

for path in "$@"; do
  name=${path##*/}
  hostile=("${some_hostile[@]}")
  # Ranks are slow to start; what they say goes through the same sentences.
  if [[ $name == *_mpi ]]; then hostile=("${all_hostile[0]}" "${all_hostile[2]}" "${all_hostile[-1]}"); fi
  for value in "${hostile[@]}"; do
    refuse "$path" "--$value"
    refuse "$path" "-$value"
    refuse "$path" a "$value" b "$value"
  done
  refuse "$path" ""
  case $name in
    which_plan) refuse_values "$path" "--gpus --width 8" "--gpu --gpus 8 --width 1024" "--format --gpus 8 --width 8" ;;
    how_many_gpus) refuse_values "$path" "--gpu --width 1024" "--months --width 8" "--width" "--layers" ;;
    how_far_can_training_scale) refuse_values "$path" --gpu --scenario --batch --format --plot --months ;;
    how_sure_are_we) refuse_values "$path" --vary --gpu --batch --draws --seed ;;
    time_or_gpus) refuse_values "$path" "--gpus --width 8" "--watts --width 8" "--plot --width 8" ;;
    what_would_help_most) refuse_values "$path" "--of --width 1024" "--gpu --width 1024" "--plot --width 8" ;;
    predict_plans)
      for value in "${hostile[@]}"; do
        refuse "$path" "$value"
        printf '%s\n' "$value" >header.csv
        refuse "$path" header.csv
        printf 'note,"%s",%s\n' "$value" "$value" >twice.csv
        refuse "$path" twice.csv
        printf '%s\n"%s",1,1,1,1,1,1,1,1,1\nH100 SXM,"%s",1,1,1,1,1,1,1,1\n' "$columns" "$value" "$value" >rows.csv
        refuse "$path" rows.csv
      done
      printf '%s\n\0\0,\0\n' "$columns" >zeros.csv
      refuse "$path" zeros.csv
      printf '\0' >zero.csv
      refuse "$path" zero.csv
      ;;
    what_is_in_a_model)
      refuse_values "$path" --model "--sequence-length --model Mixtral" "--format --model Mixtral"
      for value in "${hostile[@]}"; do
        printf '%s' "$value" >config.json
        refuse "$path" --model config.json
        printf '{"%s": 1}' "$value" >config.json
        refuse "$path" --model config.json
        printf '{"hidden_size": "%s"}' "$value" >config.json
        refuse "$path" --model config.json
      done
      for escape in '\u001b[31m' '\n' '\u0000' '\u007f' '\u009b31m' '\u202e' "$long"; do
        printf '%s' "{\"hidden_size\": 1, \"layer_types\": [\"$escape\"], \"index_topk\": \"$escape\"}" >config.json
        refuse "$path" --model .
        printf '%s' "{\"model_type\": \"$escape\", \"$escape expert\": {\"a\": 1, \"a\": 2}}" >config.json
        refuse "$path" --model .
        printf '%s' "{\"model_type\": \"$escape\", \"text_config\": [\"$escape\"]}" >config.json
        refuse "$path" --model .
        printf '%s' "{\"model_type\": \"$escape\", \"$escape\": \"$escape\", \"hidden_size\": 64, \"vocab_size\": 9,
          \"num_hidden_layers\": 1, \"num_attention_heads\": 4, \"intermediate_size\": 128, \"hidden_act\": \"silu\",
          \"tie_word_embeddings\": true, \"torch_dtype\": \"$escape\"}" >config.json
        "$path" --model . >said
        check "$name"
      done
      ;;
    what_does_it_run)
      refuse_values "$path" "--gpus -- --bf16" "--model -- --bf16" "--as -- --bf16" "--format -- --bf16"
      for value in "${hostile[@]}"; do
        refuse "$path" "$value.sh"
        refuse "$path" --gpus 1 -- "--$value" 1
        refuse "$path" --gpus 1 -- --num-layers "$value"
        refuse "$path" --gpus 1 -- --bf16 "$value"
        refuse "$path" --gpus 1 -- --num-layers 2 --hidden-size 64 --num-attention-heads 2 --moe-layer-freq "[$value" \
          --num-experts 4 --vocab-size 9 --max-position-embeddings 8
        printf '%s' "$value" >line.sh
        refuse "$path" line.sh
        printf 'A=(--%s %s)\ntrain.py ${A[@]} --%s\n' "$value" "$value" "$value" >line.sh
        refuse "$path" --gpus 1 line.sh
        printf 'MODEL_ARGS:\n  --%s: %s\n' "$value" "$value" >line.yaml
        refuse "$path" --gpus 1 line.yaml
        printf 'model:\n  "%s": %s\n  num_layers: %s\n' "$value" "$value" "$value" >line.yaml
        refuse "$path" --gpus 1 line.yaml
        printf '{"train_batch_size": "%s", "%s": {"%s": 1}}' "$value" "$value" "$value" >line.json
        refuse "$path" --gpus 1 --sequence-length 8 --model Llama-3.1-8B line.json
        printf '[model]\nflavor = "%s"\n"%s" = "%s"\n' "$value" "$value" "$value" >line.toml
        refuse "$path" --gpus 1 line.toml
        "$path" --gpus 1 -- --num-layers 2 --hidden-size 64 --num-attention-heads 2 --vocab-size 9 --seq-length 8 \
          --max-position-embeddings 8 --micro-batch-size 1 --bf16 --lr "$value" --data-path "$value" "$value" \
          --tokenizer-type "Null$value" >said
        check "$name"
      done
      ;;
    explore_design_space | explore_design_space_mpi)
      echo '{}' >design.json
      for value in "${hostile[@]}"; do
        refuse "$path" "$value" --output answers.csv
        refuse "$path" design.json --output "no folder/$value"
        printf '{"%s": 1}' "$value" >key.json
        refuse "$path" key.json --output answers.csv
        printf '{"clusters": ["%s"], "models": 1, "gpus": 1}' "$value" >value.json
        refuse "$path" value.json --output answers.csv
        printf '%s' "$value" >text.json
        refuse "$path" text.json --output answers.csv
      done
      [[ $name != *_mpi ]] || continue
      for escape in '\u001b[31m' '\n' '\u0000' '\u007f' '\u009b31m' '\u202e' "$long"; do
        printf '%s' "{\"clusters\": {\"name\": \"$escape\"}, \"models\": {\"d_model\": 1}, \"gpus\": 1}" >name.json
        refuse "$path" name.json --output answers.csv
        printf '%s' "{\"clusters\": {\"name\": \"V100 SXM\", \"factors\": {\"$escape\": [1]}}}" >factor.json
        refuse "$path" factor.json --output answers.csv
        printf '%s' "{\"$escape\": {\"a\": 1, \"a\": 2}}" >twice.json
        refuse "$path" twice.json --output answers.csv
        printf '%s' "{\"clusters\": [{\"name\": [\"$escape\"]}]}" >type.json
        refuse "$path" type.json --output answers.csv
      done
      printf '{\0}' >zero.json
      refuse "$path" zero.json --output answers.csv
      ;;
    calibrate_this_machine | validate_formulas)
      refuse_values "$path" --backend --replay --seconds --large
      mkdir -p recorded
      echo '{"name": "one", "catalog": "A100 SXM"}' >recorded/machine.json
      for value in "${hostile[@]}"; do
        printf '%s\n"%s",1,1,1,1,1,1,1,1,1,1,1,1,1,1\n' "$recording" "$value" >recorded/measurements.csv
        refuse "$path" --replay recorded
        printf '"%s",x\n' "$value" >recorded/measurements.csv
        refuse "$path" --replay recorded
      done
      printf '%s\nlaunch,dependent,,,,,,,,5e-6,5e-6,5e-6,25,,\n' "$recording" >recorded/measurements.csv
      for value in "${hostile[@]}"; do
        printf '{"name": "%s", "catalog": "A100 SXM"}' "$value" >recorded/machine.json
        refuse "$path" --replay recorded
        printf '{"name": "one", "catalog": "%s"}' "$value" >recorded/machine.json
        refuse "$path" --replay recorded
      done
      for escape in '\u001b[31m' '\n' '\u0000' '\u007f' '\u009b31m' '\u202e' "$long"; do
        printf '%s' "{\"name\": \"$escape\", \"catalog\": \"A100 SXM\"}" >recorded/machine.json
        refuse "$path" --replay recorded
        printf '%s' "{\"name\": \"one\", \"$escape\": 1, \"known\": {\"memory\": [{\"kind\": \"$escape\"}]}}" \
          >recorded/machine.json
        refuse "$path" --replay recorded
      done
      ;;
    calibrate_network_mpi) refuse_values "$path" --seconds ;;
  esac
done
((failures == 0))
