// A launch line: flags with their values, each with its place. Of no framework: what a flag means is read by
// others.
//
//     torchrun --nproc_per_node 8 --nnodes 2  pretrain.py  --num-layers 32 --bf16
//     |  the launcher's                       | script     | the script's
//
// A flag begins with one or two dashes and no digit; the words up to the next flag are its values, or what
// stands behind an = is the only one. Of `--` before another script the first part is the launcher's.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/understanding.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/number_text.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

/// Words of a launch line, at most: enough for the data sets of a run, listed one by one.
inline constexpr std::size_t most_words = 4'000'000;

/// Words that a text does not set and that are told, at most.
inline constexpr std::size_t most_unset_words = 100;

/// A word with its place.
struct launch_word {
  std::string text;
  std::size_t place = 0;

  /// The line of a condition that the text does not decide, and by which this would be another word; 0 without one.
  std::size_t undecided = 0;
};

struct launch_flag {
  /// The name with dashes, and without those before it: "tensor-model-parallel-size".
  std::string name;

  /// The name as it stands there.
  std::string spelled;

  std::vector<std::string> values{};

  /// "word 7", "line 12"
  std::string place{};

  /// The line of a condition that the text does not decide, and by which the flag would be another; 0 without one.
  std::size_t undecided = 0;
};

struct launch_line {
  /// Flags of torchrun, srun, mpirun or deepspeed, in their order.
  std::vector<launch_flag> launcher{};

  std::vector<launch_flag> flags{};

  /// The script that is launched, as it stands there; empty where there is none.
  std::string script{};

  /// The launchers among the words before the script: srun, torchrun, mpirun and deepspeed.
  std::vector<std::string> launchers{};

  /// Variables of the environment that are set for the script, of those that are read (`is_read_of_environment`).
  std::map<std::string, std::string> environment{};

  /// Options of Slurm in the #SBATCH lines of the text.
  std::vector<launch_flag> batch{};

  /// Words among the launcher's that the text does not set, and that may stand for flags.
  std::vector<std::string> unset_of_launcher{};

  /// The first line with flags that a shell does not pass on; 0 where there is none.
  std::size_t not_passed = 0;

  /// What was taken for granted where the text would have to be run to know it.
  std::vector<assumed_key> assumed{};
};

/// Whether a word is a flag rather than a value: "--bf16" and "-n", but neither "-1", "-.5" nor "-".
constexpr bool is_flag(std::string_view word) {
  if (word.size() < 2 || word[0] != '-') return false;
  const char next = word[1];
  return !(next >= '0' && next <= '9') && next != '.' && word != "--";
}

/// Whether a word stands for others that are not known: a name that is not set, or what a command would print.
constexpr bool is_unset(std::string_view word) { return word.starts_with('$') || word.starts_with('`'); }

/// The name in a flag, as frameworks compare them: without its first dashes, and dashes for underscores.
inline std::string flag_name(std::string_view spelled) {
  spelled.remove_prefix(std::min(spelled.size(), std::size_t{spelled.starts_with("--") ? 2U : 1U}));
  std::string name(spelled);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

/// How many queues of kernels CUDA runs beside one another, by its variable of the environment.
inline constexpr const char* connections_variable = "CUDA_DEVICE_MAX_CONNECTIONS";

/// Whether a variable of that name says how a run uses its accelerators: to Transformer Engine, to Megatron, whose rules ask for
/// connections and for an algorithm of NCCL, or to CUDA.
constexpr bool is_read_of_environment(std::string_view name) {
  return name.starts_with("NVTE_") || name == connections_variable || name == "CUDA_VISIBLE_DEVICES" ||
         name == "NCCL_ALGO";
}

/// Why a word that is not set is nothing: a name, or what a command prints.
inline std::string unset_reason(std::string_view word) {
  return word.starts_with('`') || (word.starts_with("$(") && !word.starts_with("$(("))
             ? "what this command prints is not known, for nothing of the text is run"
             : "not set in this text";
}

/// Why a word is not known by which a condition of that line decides.
inline std::string undecided_text(std::size_t line) {
  return "it hangs on the condition, loop or command of line " + std::to_string(line) +
         ", which the text does not decide: set in the text what that line asks for";
}

namespace detail {

/// Whether a word names what is launched: a file of Python.
inline bool is_script(std::string_view word) { return word.size() > 3 && word.ends_with(".py"); }

/// Where the launcher's words end, and where the script's begin.
struct script_place {
  std::size_t launcher_ends = 0;
  std::size_t flags_begin = 0;
};

/// The first script; of `--` and another one behind it, that one. None: all words are flags.
inline script_place place_of_script(const std::vector<launch_word>& words) {
  script_place place;
  bool may_begin = true;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i].text;
    if (word == "--") may_begin = true;
    const bool module = word == "-m" && i + 1 < words.size() && !words[i + 1].text.starts_with("torch.");
    if (!may_begin || !(is_script(word) || module)) continue;
    place = {i, i + (module ? 2 : 1)};
    may_begin = false;
  }
  return place;
}

/// The name of a file without its folder.
constexpr std::string_view without_folder(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// The launcher that a word names, with or without its folder; empty where it names none.
inline std::string_view launcher_of(std::string_view word) {
  word = without_folder(word);
  for (const std::string_view one : {"srun", "torchrun", "mpirun", "deepspeed"})
    if (word == one) return one;
  if (word == "mpiexec" || word == "mpiexec.hydra") return "mpirun";
  return word.starts_with("torch.distributed.") ? "torchrun" : "";
}

/// Whether a word is an option of one letter with a number behind it: "-N4".
constexpr bool is_attached_number(std::string_view word) {
  if (word.size() < 3 || word[0] != '-' || word[1] == '-') return false;
  return word.find_first_not_of("0123456789", 2) == std::string_view::npos;
}

/// Flags with their values. `unset(word, is_first)`: takes words that may stand for flags: those before the first flag,
/// and those behind the first value of one.
template <class Unset>
std::vector<launch_flag> flags_among(const std::vector<launch_word>& words, std::size_t first,
                                     std::size_t last, std::string_view unit, const Unset& unset) {
  std::vector<launch_flag> flags;
  bool takes_values = false;  // behind -- there are none
  for (std::size_t i = first; i < last; ++i) {
    const std::string& word = words[i].text;
    if (is_flag(word)) {
      const std::size_t sign = word.find('=');
      launch_flag flag{.name = flag_name(std::string_view(word).substr(0, sign)),
                       .spelled = word.substr(0, sign)};
      if (sign != std::string::npos) flag.values.push_back(word.substr(sign + 1));
      flag.place = std::string(unit) + " " + std::to_string(words[i].place);
      if (is_attached_number(word)) {
        flag.name.resize(1);
        flag.spelled.resize(2);
        flag.values.push_back(word.substr(2));
      }
      flag.undecided = words[i].undecided;
      flags.push_back(std::move(flag));
      takes_values = true;
    } else if (word == "--") {
      takes_values = false;
    } else if (takes_values) {
      launch_flag& flag = flags.back();
      if (is_unset(word) && !flag.values.empty()) unset(words[i], false);
      flag.values.push_back(word);
      flag.undecided = std::max(flag.undecided, words[i].undecided);
    } else if (is_unset(word)) {
      unset(words[i], true);
    }
  }
  return flags;
}

}  // namespace detail

/// Throws `broken_rule` where there are more words than a line has. `unit`: what places are counted in.
inline launch_line launch_line_of(const std::vector<launch_word>& words, std::string_view unit) {
  if (words.size() > most_words)
    throw broken_rule("a launch line has at most " + digits_text(most_words) + " words, not " +
                      digits_text(words.size()));
  const detail::script_place script = detail::place_of_script(words);
  launch_line line;
  line.launcher =
      detail::flags_among(words, 0, script.launcher_ends, unit, [&](const launch_word& word, bool) {
        if (line.unset_of_launcher.size() < most_unset_words) line.unset_of_launcher.push_back(word.text);
      });
  const std::size_t last = script.flags_begin > 0 ? script.launcher_ends : words.size();
  if (script.flags_begin > 0) line.script = words[script.flags_begin - 1].text;
  for (std::size_t i = 0; i < last; ++i)  // as in `env NAME=value torchrun` and `mpirun -x NAME=value`
    if (const std::size_t sign = words[i].text.find('=');
        sign != std::string::npos && is_read_of_environment(words[i].text))
      line.environment.insert_or_assign(words[i].text.substr(0, sign), words[i].text.substr(sign + 1));
  for (std::size_t i = 0; i < last; ++i)
    if (const std::string_view named = detail::launcher_of(words[i].text);
        !named.empty() &&
        std::find(line.launchers.begin(), line.launchers.end(), named) == line.launchers.end())
      line.launchers.emplace_back(named);
  line.flags = detail::flags_among(
      words, script.flags_begin, words.size(), unit, [&](const launch_word& word, bool is_first) {
        if (is_first && word.undecided > 0)
          throw broken_rule(quoted_text(word.text) + " (" + std::string(unit) + " " +
                            std::to_string(word.place) +
                            ") may stand for flags: " + undecided_text(word.undecided));
        if (is_first && line.assumed.size() < most_unset_words)
          line.assumed.push_back({excerpt_of(word.text).shown, "nothing", unset_reason(word.text)});
      });
  return line;
}

/// The words of a command line, as a program is given them.
inline launch_line launch_line_of(const std::vector<std::string>& arguments) {
  std::vector<launch_word> words;
  words.reserve(arguments.size());
  for (const std::string& argument : arguments) words.push_back({argument, words.size() + 1});
  return launch_line_of(words, "word");
}

}  // namespace scalewall
