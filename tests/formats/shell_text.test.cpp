#include <scalewall/formats/shell_text.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

namespace sw = scalewall;

/// The flags of a line, each with its values and its place.
std::string told(const std::vector<sw::launch_flag>& flags) {
  std::string text;
  for (const sw::launch_flag& flag : flags) {
    text += (text.empty() ? "" : "; ") + flag.name;
    for (const std::string& value : flag.values) text += " [" + value + "]";
    text += " @" + flag.place;
  }
  return text;
}

std::string told(std::string_view text) { return told(sw::read_launch_text(text).flags); }

TEST_CASE("words have quotes, escapes and places") {
  CHECK(told("x.py --a 1 --b='two words' --c \"it's\" --d a\\ b\n") ==
        "a [1] @line 1; b [two words] @line 1; c [it's] @line 1; d [a b] @line 1");
  CHECK(told("x.py --a 'b\nc' --d\n") == "a [b\nc] @line 1; d @line 2");
  CHECK(told("x.py --empty '' --minus -1 --fraction -.5 --single -x y") ==
        "empty [] @line 1; minus [-1] @line 1; fraction [-.5] @line 1; single @line 1; x [y] @line 1");
}

TEST_CASE("lines go on behind a backslash, and where the next begins with a flag") {
  CHECK(told("python x.py \\\n  --a 1 \\\r\n  --b\n") == "a [1] @line 2; b @line 3");
  CHECK(told("--a 1\n# not read\n\n--b 2 # nor this\n") == "a [1] @line 1; b [2] @line 4");
}

TEST_CASE("variables and arrays are put in where they are used") {
  const char* script = R"(#!/bin/bash
export NODES=4
GPUS=8; TP=2
LAUNCH=(--nproc_per_node $GPUS
        --nnodes "${NODES}")
MODEL=(
    --num-layers 12    # comments within
    --layout "Et|(tt|)*3L"
)
MODEL+=(--bf16)
OLDER="\
    --hidden-size 64 \
    --swiglu \
"
mkdir -p /tmp/out
torchrun "${LAUNCH[@]}" train.py ${MODEL[@]} $OLDER \
    --tensor-model-parallel-size=$TP > log.txt 2>&1
echo done --with 1
)";
  const sw::launch_line line = sw::read_launch_text(script);
  CHECK(told(line.launcher) == "nproc-per-node [8] @line 4; nnodes [4] @line 5");
  CHECK(told(line.flags) ==
        "num-layers [12] @line 7; layout [Et|(tt|)*3L] @line 8; bf16 @line 10; hidden-size [64] @line 11; "
        "swiglu @line 11; tensor-model-parallel-size [2] @line 17");
  CHECK(line.assumed.empty());
}

TEST_CASE("what would have to be run is told, or stays as it stands") {
  const sw::launch_line line = sw::read_launch_text(
      "TP=${TP:-2}\nif [ -n \"$X\" ]; then\n  MORE=(--fp16)\nfi\n"
      "torchrun x.py --tp $TP $UNKNOWN --n $((2*4)) --d $(date +%s) ${MORE[@]}\n");
  CHECK(told(line.flags) ==
        "tp [2] [$UNKNOWN] @line 5; n [$((2*4))] @line 5; d [$(date +%s)] @line 5; fp16 @line 3");
  REQUIRE(line.assumed.size() == 2);
  CHECK(line.assumed[0].key == "line 2");
  CHECK(line.assumed[0].reason == "a condition or a loop, and nothing of the text is run");
  CHECK(line.assumed[1].key == "$TP");
  CHECK(line.assumed[1].value == "2");
}

TEST_CASE("the launch line is the command with most flags") {
  CHECK(told("python prepare.py --input a\npython train.py --a 1 --b 2\npython plot.py --c 3\n") ==
        "a [1] @line 2; b [2] @line 2");
  CHECK(told("CMD=\"train.py --a 1 --b 2\"\nbash -c \"$CMD\"\n") == "a [1] @line 1; b [2] @line 1");
  CHECK(told("A=(--a 1)\nB=\"--b 2 --c\"\n") == "a [1] @line 1; b [2] @line 2; c @line 2");
}

TEST_CASE("of two scripts the one behind -- is launched") {
  const sw::launch_line line =
      sw::read_launch_text("python elastic.py --nproc-per-node 8 -- python train.py --a 1");
  CHECK(told(line.launcher) == "nproc-per-node [8] @line 1");
  CHECK(told(line.flags) == "a [1] @line 1");
  CHECK(told(sw::read_launch_text("python -m torch.distributed.run --nnodes 2 -m my.train --a 1").flags) ==
        "a [1] @line 1");
  CHECK(told(sw::launch_line_of({"--a", "1", "--b"}).flags) == "a [1] @word 1; b @word 3");
}

TEST_CASE("substitutions do not make a text many times as long") {
  std::string script = "A=aaaaaaaaaaaaaaaa\n";
  for (int i = 0; i < 40; ++i) script += "A=$A$A\n";
  CHECK_THROWS_WITH_AS(sw::read_launch_text(script + "x --a $A"),
                       "line 13: substitutions make a text many times as long as it stands there",
                       sw::broken_rule);
}

TEST_CASE("a million flags take a moment") {
  std::string text = "x.py";
  for (int i = 0; i < 1'000'000; ++i) text += " --a 1";
  CHECK(sw::read_launch_text(text).flags.size() == 1'000'000);
}

}  // namespace
