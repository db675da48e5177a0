#include <scalewall/formats/launched_gpus.hpp>
#include <scalewall/formats/shell_text.hpp>
#include <scalewall/formats/understanding.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

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

/// The values of the flags, without names: what variables have come to.
std::string values_of(std::string_view text) {
  std::string values;
  for (const sw::launch_flag& flag : sw::read_launch_text(text).flags)
    for (const std::string& value : flag.values) values += (values.empty() ? "" : " ") + value;
  return values;
}

/// "line 2: taken as true; $TP: 2"
std::string notes_of(std::string_view text) {
  std::string notes;
  for (const sw::assumed_key& one : sw::read_launch_text(text).assumed)
    notes += (notes.empty() ? "" : "; ") + one.key + ": " + one.value.get<std::string>();
  return notes;
}

/// The line of a condition that decides the last flag, or 0.
std::size_t undecided(std::string_view text) { return sw::read_launch_text(text).flags.back().undecided; }

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
      "TP=${TP:-2}\nif [ -f x ]; then\n  MORE=(--fp16)\nfi\n"
      "torchrun x.py --tp $TP $UNKNOWN --n $((2*4)) --d $(date +%s) ${MORE[@]}\n");
  CHECK(told(line.flags) ==
        "tp [2] [$UNKNOWN] @line 5; n [8] @line 5; d [$(date +%s)] @line 5; fp16 @line 3");
  REQUIRE(line.assumed.size() == 2);
  CHECK(line.assumed[0].key == "line 2");
  CHECK(line.assumed[0].reason == "a condition or a loop, and nothing of the text is run");
  CHECK(line.assumed[1].key == "$TP");
  CHECK(line.assumed[1].value == "2");
}

TEST_CASE("conditions of literals and variables take the branch that a shell takes") {
  const std::string sizes =
      "if [ $SIZE = 8B ]; then L=32\nelif [[ $SIZE == 70B ]]; then L=80\nelse L=1; fi\nx.py --l $L\n";
  CHECK(values_of("SIZE=8B\n" + sizes) == "32");
  CHECK(values_of("SIZE=70B\n" + sizes) == "80");
  CHECK(values_of("SIZE=13B\n" + sizes) == "1");
  CHECK(notes_of("SIZE=8B\n" + sizes).empty());
  const std::string cases =
      "case \"$SIZE\" in\n  7B) L=32 ;;\n  (13B|14B) L=40;;\n  *B*) L=2;;\n  *) exit 1\nesac\nx.py --l $L\n";
  CHECK(values_of("SIZE=7B\n" + cases) == "32");
  CHECK(values_of("SIZE=14B\n" + cases) == "40");
  CHECK(values_of("SIZE=70B\n" + cases) == "2");
  struct row {
    const char* condition;
    bool holds;
  };
  for (const row& one : {row{"[ 2 -eq 2 ]", true},
                         row{"[ 2 -ne 2 ]", false},
                         row{"[ 10 -gt 9 ]", true},
                         row{"[ 9 -ge 10 ]", false},
                         row{"test 1 -lt 2", true},
                         row{"[ 3 -le 2 ]", false},
                         row{"[ a != b ]", true},
                         row{"[ -z \"$EMPTY\" ]", true},
                         row{"[ -n \"$EMPTY\" ]", false},
                         row{"[[ -n $FULL && $FULL != y ]]", true},
                         row{"[[ $FULL == [a-z]?* || a == b ]]", true},
                         row{"[[ $FULL == \"x*\" ]]", false},
                         row{"[ ! a = b -a \\( c = c -o d = e \\) ]", true},
                         row{"true", true},
                         row{"! true", false},
                         row{"false || true", true},
                         row{"true && false", false},
                         row{"(( 2 * 3 > 5 ))", true},
                         row{"(( NUMBER == 4 ))", false},
                         row{"[ \"x$FULL\" = xxyz ]", true},
                         row{"{ false; }", false},
                         row{"if true; then false; else true; fi", false},
                         row{"case a in b) false;; a) false;; esac", false},
                         row{"case a in b) false;; esac", true},
                         row{"for i in; do false; done", true},
                         row{"(true)", true}}) {
    CAPTURE(one.condition);
    const std::string text = std::string("EMPTY=\nFULL=xyz\nNUMBER=3\nif ") + one.condition +
                             "; then A=1; else A=2; fi\n" + one.condition +
                             " && B=1 || B=2\nx.py --a $A --b $B";
    CHECK(values_of(text) == (one.holds ? "1 1" : "2 2"));
    CHECK(notes_of(text).empty());
  }
  CHECK(told("EP=1\n[[ $EP -gt 1 ]] && MOE=\"--experts 8\"\nx.py --a 1 $MOE") == "a [1] [$MOE] @line 3");
  CHECK(told("SP=false; [ $SP = true ] && S=--sp; x.py --a $S --b") == "a [$S] @line 1; b @line 1");
  CHECK(values_of("A=1\nif true; then if [ b = c ]; then A=2; else A=3; fi; else A=4; fi\nx.py --a $A") ==
        "3");
  CHECK(values_of("x.py --a 1\nexit 0\nx.py --a 2 --b 3") == "1");
  CHECK(values_of("f() {\n  exit 1\n}\nfunction g {\n  exit 1\n}\nx.py --a 1") == "1");
}

TEST_CASE(
    "a condition that the text does not decide is told, and what has another value beside it is marked") {
  // What one branch adds is taken and told.
  CHECK(told("[ -f a ] && A=\"--moe 8\"\nx.py --a 1 $A") == "a [1] @line 2; moe [8] @line 1");
  CHECK(notes_of("[ -f a ] && A=\"--moe 8\"\nx.py --a 1 $A") == "line 1: taken as true");
  CHECK(undecided("[ -f a ] && A=\"--moe 8\"\nx.py --a 1 $A") == 0);
  for (const char* text : {"A=--a\nif [ -f a ]; then\n  A=\"$A --b\"\nfi\nx.py $A",
                           "A=(--a)\nif [ -f a ]; then\n  A+=(--b)\nfi\nx.py ${A[@]}",
                           "A=(--a)\nif [ -f a ]; then\n  A=(\"${A[@]}\" --b)\nfi\nx.py ${A[@]}"}) {
    CAPTURE(text);
    CHECK(undecided(text) == 0);
    CHECK(notes_of(text) == "line 2: taken as true");
  }
  // What has two values is marked, whether the other stands before it, behind else, behind || or in a pattern.
  for (const char* text :
       {"A=1\nif [ $1 = 8B ]; then A=2; fi\nx.py --a $A",
        "\nif [ $1 = 8B ]; then A=2; else A=3; fi\nx.py --a $A",
        "\nif [ $1 = 8B ]; then echo; else A=3; fi\nx.py --a $A", "A=1\n[ -z \"$1\" ] || A=2\nx.py --a $A",
        "\ncase $1 in 8B) A=2;; *) A=3;; esac\nx.py --a $A",
        "A=--a\nif [ -f a ]; then A+=\" --b\"; else A+=\" --c\"; fi\nx.py $A",
        "A=1\nif [ $1 = 8B ]; then A=2; fi\nB=$((A * 8))\nx.py --a $B",
        "A=1\nfor A in 2 $B; do echo; done\nx.py --a $A", "A=1\n((A=B+1))\nx.py --a $A"}) {
    CAPTURE(text);
    CHECK(undecided(text) == 2);
  }
  CHECK(undecided("A=2\nif [ $1 = 8B ]; then A=2; fi\nx.py --a $A") == 0);
  CHECK(undecided("B=\nif [ $1 = 8B ]; then A=2; else A=3; fi\nO=\"--a $A --b 1\"\nx.py $O") == 0);

  // A branch that ends with exit is the one that is not taken; a loop whose condition is not known is not run.
  CHECK(values_of("if [ $# -lt 1 ]; then\n  exit 1\nelse\n  A=3\nfi\ncd a || exit 1\nx.py --a $A") == "3");
  CHECK(notes_of("if [ $# -lt 1 ]; then\n  exit 1\nelse\n  A=3\nfi\ncd a || exit 1\nx.py --a $A").empty());
  const char* loop = "A=1\nwhile [ $# -gt 0 ]; do\n  case $1 in --a) A=$2;; esac\n  shift\ndone\nx.py --a $A";
  CHECK(values_of(loop) == "1");
  CHECK(undecided(loop) == 0);
  CHECK(notes_of(loop) == "line 2: taken as false");
  CHECK(notes_of("for i in $(seq 3); do\n  x.py --a 1\ndone") == "line 1: read once");
  CHECK(notes_of("if [ -f a ]; then x.py --a 1\nelse x.py --a 1 --b\nfi") ==
        "line 1: taken as false; line 1: not read");
  std::string deep;
  for (int i = 0; i < 1'001; ++i) deep += "if [ a ]; then\n";
  CHECK_THROWS_WITH_AS(sw::read_launch_text(deep),
                       "line 1001: more than 1000 conditions, loops and groups stand within one another",
                       sw::broken_rule);
}

TEST_CASE("arithmetic, defaults and elements of arrays are what a shell makes of them") {
  CHECK(values_of("DP=4\nG=$(( DP * 16 ))\nx.py --a $G --b $((2**7)) --c $(( (DP + $G) / 5 % 7 - 1 ))") ==
        "64 128 5");
  CHECK(values_of("x.py --a $((1/0)) --b $((A+1)) --c $((2**64))") == "$((1/0)) $((A+1)) $((2**64))");
  CHECK(values_of("declare -i L=32\nx.py --a $L") == "32");
  CHECK(values_of("x.py --a ${1:-2} --b ${TP:=4} --c $TP\n") == "2 4 4");
  CHECK(notes_of("x.py --a ${1:-2} --b ${TP:=4} --c $TP\n") == "$1: 2; $TP: 4");
  CHECK(values_of(": ${TP:=2}\nE=\nx.py --a $TP --b ${E:-7} --c ${E-8}. --d ${A:-${B:-${TP}}}") == "2 7 . 2");
  CHECK(told("SP=1\nE=\nx.py ${SP:+--sp} ${E:+--e} ${F:+--f} --g") == "sp @line 3; g @line 3");
  CHECK(notes_of("SP=1\nE=\nx.py ${SP:+--sp} ${E:+--e} ${F:+--f} --g") == "$F: nothing");
  CHECK(told("A+=(\"--f hybrid\" \"--g\")\nx.py ${A[@]}") == "f [hybrid] @line 1; g @line 1");
  CHECK(told("A=(\"--f hybrid\")\nx.py --z \"${A[@]}\"") == "z @line 2; f hybrid @line 1");
  CHECK(values_of("A=(1 2 3)\nB=()\nx.py --a ${A[1]} ${#A[@]} \"${B[@]}\" \"${A[*]}\"") == "2 3 1 2 3");
  CHECK(notes_of("A=(1 2)\nx.py --a $A") == "$A: 1");
}

TEST_CASE("a shell does not pass on flags behind the end of a command") {
  const sw::launch_line line = sw::read_launch_text("x.py --a 1 \\\n  # --b \\\n  --c \\\n  --d 2\n--e 3\n");
  CHECK(told(line.flags) == "a [1] @line 1");
  CHECK(line.not_passed == 3);
  REQUIRE(line.assumed.size() == 1);
  CHECK(line.assumed[0].key == "line 3");
  CHECK(line.assumed[0].value == "not passed");
  CHECK(line.assumed[0].reason == "flags that a shell does not pass on: the command before them has ended");
  CHECK_THROWS_WITH_AS(sw::read_launch_text("x.py\n  --a 1\n"),
                       "line 2: a shell does not pass these flags on, for the command before them has ended",
                       sw::broken_rule);
}

TEST_CASE("what a command sets holds where and as long as a shell has it hold") {
  struct row {
    const char* text;
    const char* value;
  };
  for (const row& one : {
           row{"A=1; while [ $A -lt 4 ]; do A=$((A*2)); done", "4"},
           row{"A=1\nuntil [ $A -ge 4 ]\ndo\n  A=$((A*2))\ndone", "4"},
           row{"A=1; while true; do A=$((A*2)); if [ $A -gt 10 ]; then break; fi; done", "16"},
           row{"A=0; B=0; while [ $B -lt 4 ]; do B=$((B+1)); [ $B = 2 ] && continue; A=$((A+1)); done", "3"},
           row{"f(){ A=4; }; A=2; f", "4"},
           row{"for d in 1 2; do A=$((2*d)); done", "4"},
           row{"A=1; for d in {1..3} x{2,4}; do A=$A-$d; done", "1-1-2-3-x2-x4"},
           row{"A=; L=(1 2); for d in \"${L[@]}\" 4; do A=$A$d; done", "124"},
           row{"A=0; for i in 1 2 3; do for j in 1 2 3; do A=$((A+1)); ((j == 2)) && continue 2; done; done",
               "6"},
           row{"A=0; for i in 1 2 3; do for j in 1 2 3; do ((A++)); [ $i$j = 22 ] && break 2; done; done",
               "5"},
           row{"A=4; for i in; do A=8; done", "4"},
           row{"f() {\n  A=\n  for x\n  do\n    A=$x$A\n  done\n}\nf 1 2 3", "321"},
           row{"f() { for x; do [ $x = 2 ] && return; A=$x; done; }; f 1 2 3", "1"},
           row{"A=0; for ((i = 1; i < 5; i += 2)); do ((A += i)); done; A=$A-$i", "4-5"},
           row{"A=0; for (( ; ; )) do let A+=1; [ $A -eq 70 ] && break; done", "70"},
           row{"A=1; while ((A < 50)); do ((A *= 2)); done", "64"},
           row{"A=4; cat > other.sh <<EOF\nA=8; it's not this shell's\nEOF", "4"},
           row{"f() { A=4; }\nA=2", "2"},
           row{"function f {\n  A=$1\n}\nf 4", "4"},
           row{"A=2; f() { local A=8; B=1; }; f", "2"},
           row{"g() { A=4; }; f() { g; return; A=8; }; f", "4"},
           row{"A=4; (A=8)", "4"},
           row{"A=4; (A=8; B=(while))", "4"},
           row{"A=4; A=8 true", "4"},
           row{"A=4; B=$A A=8 env", "4"},
           row{"A=4; B=2 A=$B", "2"},
           row{"A=8; unset A; A=${A:-4}", "4"},
           row{"L=(1 2); L[1]=4; A=${L[1]}", "4"},
           row{"L=(1 2); unset \"L[0]\"; A=${L[@]}", "2"},
           row{"A=1; case a in a) A=2;& b) A=4;; esac", "4"},
           row{"A=1; case a in a) A=4;;& b) A=5;; a) A=8;; esac", "8"},
           row{"set -- 4 5; shift; A=$1", "5"},
           row{"A=2; export \"A=4\"", "4"},
           row{"A=tp4x; A=${A#tp}; A=${A%x}", "4"},
           row{"A=/a/b.c/4; A=${A##*/}", "4"},
           row{"A=4-b-c; A=${A%%-*}", "4"},
           row{"A=a-b; A=${A/-/+}-${A//b/cc}", "a+b-a-cc"},
           row{"A=1248; A=${A:2:1}${A: -1}", "48"},
       }) {
    CAPTURE(one.text);
    CHECK(values_of(std::string(one.text) + "\nx.py --a $A --b") == one.value);
  }
  CHECK(told("L=(--a 2 --b 2)\nx.py ${L[@]/2/4}") == "a [4] @line 1; b [4] @line 1");
  CHECK(told("L=(--a 2 --b 2)\nx.py \"${L[@]:0:2}\"") == "a [2] @line 1");
  CHECK(told("L=(--a 2 --b)\nunset L\nx.py ${L[@]} --c") == "c @line 3");
  CHECK(told("main() {\n  x.py --a $A \"$@\"\n}\nA=1\nmain --b 2") == "a [1] @line 2; b [2] @line 5");
  CHECK(told("main() {\n  x.py --a 1 \"${@}\"\n}\nmain --b 2") == "a [1] @line 2; b [2] @line 4");
  CHECK(notes_of("run() {\n  x.py --a 1\n}\nexport -f run\nsrun bash -c run") == "line 1: called");
  CHECK(sw::read_launch_text("NVTE_A=1 x.py --a 1").environment.at("NVTE_A") == "1");
  CHECK(sw::read_launch_text("NVTE_A=1 true\nx.py --a 1").environment.empty());
  CHECK_THROWS_AS(sw::read_launch_text("f() { f; }\nf"), sw::broken_rule);

  // A document is read by a shell of its own, behind what the one around it has put in.
  CHECK(values_of(
            "A=4; B=1\nsbatch <<EOF\n#SBATCH -N 2\nA=8; B=2\nx.py --a $A \\$B $SLURM_NNODES --b\nEOF\n") ==
        "4 2 $SLURM_NNODES");
  CHECK(values_of("sbatch <<'EOF'\n#SBATCH -N 2\nA=8\nx.py --a $A $SLURM_NNODES --b\nEOF\n") == "8 2");
  CHECK(values_of("cat > a.py <<-EOF\n\tif a:\n\tEOF\nA=4\nx.py --a $A") == "4");

  // What is printed sets nothing.
  CHECK(values_of("A=4; printf A\nx.py --a $A --b") == "4");
  CHECK(undecided("A=4; printf -v A %d 8\nx.py --b --a $A") == 1);
  // Which word is the second, where one is missing, is not known.
  CHECK(undecided("L=(1 2 1)\nunset \"L[0]\"\nx.py --b --a ${L[@]:1:1}") > 0);
  // A function that starts again and again is as long as it is, not as often.
  std::string watchdog = "start() {\n";
  for (int i = 0; i < 60; ++i) watchdog += "export N" + std::to_string(i) + "=a_value_of_some_length\n";
  watchdog += "x.py --a 1\n}\nwhile true; do start; sleep 60; done\n";
  CHECK(values_of(watchdog) == "1");
}

TEST_CASE("what ends something in a shell of its own ends nothing around it, as bash has it") {
  struct row {
    const char* text;
    const char* flags;  ///< of the launch with most
  };
  for (const row& one : {
           // Left and right of a pipe, in the background, between parentheses.
           row{"for i in 1 2; do { break; } | cat; x.py --a; done", "a"},
           row{"for i in 1 2; do true | { continue; }; x.py --a; done", "a"},
           row{"for i in 1 2; do true |\n{ continue; }; x.py --a; done", "a"},
           row{"for i in 1 2; do { break; } & x.py --a; done", "a"},
           row{"for i in 1 2; do { true; } && { break; } & x.py --a; done", "a"},
           row{"for i in 1 2; do break | cat; x.py --a; done", "a"},
           row{"for i in 1 2; do true | break; x.py --a; done", "a"},
           row{"for i in 1 2; do break & x.py --a; done", "a"},
           row{"for i in 1 2; do if true; then break; fi |& cat; x.py --a; done", "a"},
           row{"for i in 1 2; do (break; x.py --a); done", "a"},
           row{"for i in 1 2; do { break; x.py --a; } | cat; done", "a"},
           row{"for i in 1 2; do for j in 1 2; do break 2; x.py --a --b; done|cat; x.py --a; done", "a"},
           row{"f() { { return; x.py --a --b; } | cat; x.py --a; }; f", "a"},
           row{"f() { (return; x.py --a --b); x.py --a; }; f", "a"},
           row{"f() { true | return; x.py --a; }; f", "a"},
           row{"f() { return & x.py --a; }; f", "a"},
           row{"{ exit; x.py --a --b; } | cat\nx.py --a", "a"},
           row{"{ exit; x.py --a --b; } &\nx.py --a", "a"},
           row{"f() { exit; x.py --a --b; }; f | cat; x.py --a", "a"},
           row{"true | exit; exit | cat; exit & x.py --a", "a"},
           row{"(return; x.py --a)", "a"},

           // Otherwise they do.
           row{"for i in 1 2; do { break; } || cat; x.py --a; done", ""},
           row{"for i in 1 2; do { break; }; x.py --a | cat; done", ""},
           row{"for i in 1 2; do { break; } &> log; x.py --a; done", ""},
           row{"for i in 1 2; do true | true && break; x.py --a; done", ""},
           row{"for i in 1 2; do break; x.py --a; done | cat", ""},
           row{"f() { exit; }; f; x.py --a", ""},
           row{"f() { if true; then exit; fi; }; f; x.py --a", ""},

           // How a pipeline, and what is left, ends.
           row{"! { true; } | true || x.py --a", "a"},
           row{"! true | false && x.py --a", "a"},
           row{"true && { false; } | true || x.py --a", ""},
           row{"for ((i = 1; i < 3; i++)); do true | true; done || x.py --a", ""},
           row{"(exit 1; true) || x.py --a", "a"},
           row{"f() { return 1; true; }; f || x.py --a", "a"},
       }) {
    CAPTURE(one.text);
    std::string flags;
    const sw::launch_line line = sw::read_launch_text(one.text);
    for (const sw::launch_flag& flag : line.flags) flags += (flags.empty() ? "" : " ") + flag.name;
    CHECK(flags == one.flags);
  }
  // The words of a loop are no command's, so that nothing before | has set them.
  CHECK(undecided("for tp in 2 4; do echo $tp | cat; x.py --tp $tp; done") == 0);
  // A branch that ends a text by a function is not taken where nothing decides it.
  CHECK(values_of("die() {\n  exit 1\n}\nif [ ! -d data ]; then die; fi\nx.py --a 1") == "1");
}

TEST_CASE("a variable of the environment that the text does not decide has no value that is known") {
  const auto value = [](const std::string& text) {
    return sw::read_launch_text(text + "\nx.py --a 1").environment.at("NVTE_A");
  };
  CHECK(value("export NVTE_A=0") == "0");
  CHECK(value("if [ -f y ]; then B=1; else export NVTE_A=0; fi") == "$NVTE_A");
  CHECK(notes_of("if [ -f y ]; then export NVTE_A=0; fi\nx.py --a 1") == "line 1: taken as true");
}

TEST_CASE("what makes other words of a variable and is not read is asked for") {
  for (const char* text : {"A=1\nwhile true; do A=$((A+1)); done\nx.py --a $A",
                           "A=1\nwhile true; do A=2; [ -f a ] && break; A=3; done\nx.py --a $A",
                           "A=1\nread A < file\nx.py --a $A", "A=1\neval \"A=4\"\nx.py --a $A",
                           "A=(--a 1)\nmapfile -t A < file\nx.py --a ${A[@]}",
                           "A=1\n[ -f a ] && unset A\nx.py --a $A", "A=(1)\nx.py --a ${A[@]@Q}",
                           "A=(1)\nx.py --a $(echo ${A[@]} | sed s/1/2/)", "A=(1)\nx.py --a `echo $A`"}) {
    CAPTURE(text);
    CHECK(undecided(text) == 2);
  }
  // So is what the body of a loop sets that is run as often as nobody knows, also by what it has set in another round.
  for (const char* text :
       {"A=1\nfor x in $(cat a); do A=$((A*2)); done\nx.py --a $A",
        "\nfor x in *.bin; do A=\"$A $x\"; done\nx.py --b --a $A",
        "A=1; B=1; C=1\nfor x in a $C $D; do A=$B; B=$C; C=2; done\nx.py --a $A",
        "A=1; B=1\nfor x in $D; do if [ $B = 2 ]; then A=2; fi; B=2; done\nx.py --a $A",
        "A=1\nfor ((i = 0; i < N; i++)); do A=$i; done\nx.py --a $A",
        "A=1\nselect x in 1 2; do A=$x; break; done\nx.py --a $A", "A=1\nB=$((A++))\nx.py --a $A",
        "A=1\ntrue | { A=2; }\nx.py --a $A", "A=1\nfor x in 1 2; do A=$x; done | tee log\nx.py --a $A",
        "A=1\nfor x in {01..03}; do A=$x; done\nx.py --a $A"}) {
    CAPTURE(text);
    CHECK(undecided(text) == 2);
  }
  CHECK(undecided("A=1; N=1\nfor i in 1 2 3; do [ -f a ] && break; N=$i; done\nx.py --a $A $N") == 2);
  CHECK_THROWS_WITH_AS(
      sw::read_launch_text("A=(--a 1)\nx.py ${A[@]@Q} --b"),
      "'${A[@]@Q}' (line 2) may stand for flags: it hangs on the condition, loop or command of "
      "line 2, which the text does not decide: set in the text what that line asks for",
      sw::broken_rule);
  CHECK(sw::read_launch_text("x.py `cat a` --a 1").assumed.at(0).reason ==
        "what this command prints is not known, for nothing of the text is run");
  CHECK(notes_of("source ./cluster.env\nx.py --a 1") == "line 1: not read");
  CHECK(notes_of(". ./cluster.env\nexport $(cat .env | xargs)\nx.py --a 1") ==
        "line 1: not read; line 2: not read");
  // -n and -z of a name that is set nowhere.
  CHECK(told("[ -n \"$F\" ] && A=\" --f\"\nx.py --b $A") == "b [$A] @line 2");
  CHECK(notes_of("A=2; [ -n \"$F\" ] && A=4\nx.py --b $A") == "$F: nothing");
  CHECK(values_of("A=2; [[ -z ${F} ]] && A=4\nx.py --b $A") == "4");
  CHECK(undecided("A=1; . env\n[ -n \"$F\" ] && A=2\nx.py --b $A") == 2);
}

TEST_CASE("a number may stand at an option of one letter") {
  const sw::launch_line line =
      sw::read_launch_text("#SBATCH -N4 -n32\nsrun -N4 -n$((8*4)) x.py --a $SLURM_NNODES");
  CHECK(told(line.batch) == "N [4] @line 1; n [32] @line 1");
  CHECK(told(line.launcher) == "N [4] @line 2; n [32] @line 2");
  CHECK(told(line.flags) == "a [4] @line 2");
}

TEST_CASE("what a job says otherwise than torchrun is told") {
  const auto told_apart = [](const char* text) {
    sw::understanding notes;
    const sw::launched_number found = sw::launched_gpus(sw::read_launch_text(text), notes);
    std::string reasons = std::to_string(found.number.value_or(0));
    for (const sw::assumed_key& one : notes.assumed) reasons += "; " + one.reason;
    return reasons;
  };
  const std::string line = "torchrun --nproc_per_node 8 --nnodes 8 x.py --a 1";
  CHECK(told_apart(("#SBATCH -N8 --gpus-per-node=8\nCUDA_VISIBLE_DEVICES=0,1,2,3,4,5,6,7 " + line).c_str()) ==
        "64");
  CHECK(told_apart(("#SBATCH --nodes=4\n#SBATCH --gpus-per-node=4\n" + line).c_str()) ==
        "64; torchrun's number is taken, though --nodes (line 1) says 4; torchrun's number is taken, though "
        "--gpus-per-node (line 2) says 4");
  CHECK(told_apart(("export CUDA_VISIBLE_DEVICES=0,1,2,3\n" + line).c_str()) ==
        "64; torchrun's number is taken, though CUDA_VISIBLE_DEVICES says 4");
  CHECK(told_apart("srun -N4 --ntasks-per-node=8 x.py --a 1") == "32");
  CHECK(told_apart("#SBATCH -n32\nsrun x.py --a 1") == "32");
}

TEST_CASE("words that are not set are told where they may stand for flags, and so are other launches") {
  CHECK(notes_of("x.py ${P[@]} $(cat a) --a 1") == "${P[@]}: nothing; $(cat a): nothing");
  const sw::launch_line line = sw::read_launch_text("torchrun --n=8 ${DIST[@]} x.py --a 1");
  REQUIRE(line.unset_of_launcher.size() == 1);
  CHECK(line.unset_of_launcher[0] == "${DIST[@]}");
  CHECK(notes_of("x.py --a 1\ny.py --a 2") == "line 1: not read");
  CHECK(notes_of("for i in 1 2 4; do\n  x.py --a $i\ndone") == "line 2: one of 3 launches");
  CHECK(values_of("for i in 1 2 4; do\n  x.py --a $i\ndone") == "4");
  CHECK(notes_of("f() {\n  x.py --a $1\n}\nf 1\nf 1\nf 2") == "line 2: one of 2 launches");
  CHECK(notes_of("for i in 1 2 4; do\n  x.py --a 1\ndone").empty());
  CHECK(notes_of("for i in 1 2 4; do\n  x.py --a $i\n  [ -f a ] && break\ndone") ==
        "line 1: read a few times");
}

TEST_CASE("options of #SBATCH are kept, and set the variables of a job") {
  const sw::launch_line line = sw::read_launch_text(
      "#!/bin/bash\n#SBATCH --nodes=16 -n 128\n#SBATCH --gres=gpu:h100:8  # each\nsrun torchrun --nnodes "
      "$SLURM_NNODES "
      "--nproc_per_node ${SLURM_GPUS_ON_NODE:-4} x.py --a $SLURM_NTASKS\n#SBATCH --nodes=2\n");
  CHECK(told(line.batch) == "nodes [16] @line 2; n [128] @line 2; gres [gpu:h100:8] @line 3");
  CHECK(told(line.launcher) == "nnodes [16] @line 4; nproc-per-node [8] @line 4");
  CHECK(told(line.flags) == "a [128] @line 4");
  CHECK(line.launchers == std::vector<std::string>{"srun", "torchrun"});
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
                       "line 15: substitutions make a text many times as long as it stands there",
                       sw::broken_rule);
}

TEST_CASE("a million flags take a moment") {
  std::string text = "x.py";
  for (int i = 0; i < 1'000'000; ++i) text += " --a 1";
  CHECK(sw::read_launch_text(text).flags.size() == 1'000'000);
}

}  // namespace
