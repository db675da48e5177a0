// The layers of a pipeline's virtual stages, as Megatron-LM's `--pipeline-model-parallel-layout` writes them.
//
//     E embedding   t a layer   m a module of token prediction   L head and loss   | the next virtual stage
//     x*n           a letter so many times;   (...)*n: some of them, not within one another;   , means nothing
//
//     Et|(tt|)*30mL        1 layer, 30 times 2, and a stage of the modules and the head alone
//     Et*3|(tt|)*29,m|L    3 layers, 29 times 2, a stage of the modules, a stage of the head
//
// Stage j p + i is chunk j of rank i. A text is unrolled as Megatron does it: parentheses first, letters then.
// Source: megatron/core/transformer/pipeline_parallel_layer_layout.py, NVIDIA/Megatron-LM.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/parallel/stage_layout.hpp>
#include <scalewall/quoted_text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

/// A layout, and what stands in it beside the layers.
struct read_layout {
  stage_layout layout{};
  std::int64_t layers = 0;
  std::int64_t prediction_modules = 0;
};

namespace detail {

/// Letters of a layout once it is unrolled, at most.
inline constexpr std::size_t most_letters = 200'000;

[[noreturn]] inline void reject_layout(std::string_view text, const std::string& rule) {
  throw broken_rule("the layout " + quoted_text(text) + " is not understood: " + rule);
}

/// The number behind a `*` at `at`, which goes on behind it; 0 where there is no digit.
inline std::size_t take_times(std::string_view text, std::size_t& at) {
  std::size_t number = 0;
  while (at < text.size() && '0' <= text[at] && text[at] <= '9') {
    number = std::min(10 * number + static_cast<std::size_t>(text[at] - '0'), most_letters + 1);
    ++at;
  }
  return number;
}

/// Every repetition of what stands in parentheses or, if not `of_parentheses`, of a letter, written out.
inline std::string unrolled(std::string_view text, bool of_parentheses, std::string_view whole) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t begin = at, end = at + 1, behind = at + 1;  // of what is repeated
    if (of_parentheses && text[at] == '(') {
      const std::size_t close = text.find(')', at);
      if (close == std::string_view::npos || close == at + 1)
        reject_layout(whole, "a parenthesis is closed, and something stands in it");
      begin = at + 1;
      end = close;
      behind = close + 1;
    }
    std::string_view once = text.substr(begin, end - begin);
    std::size_t times = 1;
    const bool repeats = of_parentheses == (begin != at) && behind + 1 < text.size() && text[behind] == '*' &&
                         '0' <= text[behind + 1] && text[behind + 1] <= '9';
    if (repeats) {
      at = behind + 1;
      times = take_times(text, at);
    } else {
      once = text.substr(at, 1);  // as it stands; a letter that is none is told later
      at += 1;
    }
    if (times > most_letters || out.size() + times * once.size() > most_letters)
      reject_layout(whole, "it has at most " + std::to_string(most_letters) + " letters");
    for (std::size_t i = 0; i < times; ++i) out += once;
  }
  return out;
}

}  // namespace detail

/// Throws `broken_rule` where the text is none of Megatron's, does not divide over the ranks, or has what a layout here
/// does not hold.
inline read_layout read_pipeline_layout(std::string_view text, std::int64_t ranks) {
  using detail::reject_layout;
  constexpr std::size_t longest = 20'000;
  if (text.size() > longest) reject_layout(text, "it has at most " + std::to_string(longest) + " characters");
  std::string letters(text);
  letters.erase(std::remove(letters.begin(), letters.end(), ','), letters.end());
  letters = detail::unrolled(detail::unrolled(letters, true, text), false, text);

  read_layout read;
  std::vector<std::int64_t> stages(1);
  std::int64_t embeddings = 0, heads = 0;
  std::size_t predicting = 0;
  for (const char letter : letters) {
    if (heads > 0 && letter != '|') reject_layout(text, "the loss L stands behind all others");
    if (letter != 'E' && letter != '|' && embeddings == 0)
      reject_layout(text, "the embedding E stands before all others");
    switch (letter) {
      case '|':
        stages.push_back(0);
        break;
      case 't':
        if (read.prediction_modules > 0) reject_layout(text, "layers t stand before the modules m");
        ++stages.back();
        break;
      case 'E':
        if (++embeddings > 1) reject_layout(text, "it has one embedding E");
        if (stages.size() > 1) reject_layout(text, "here the embedding stands on the first stage");
        break;
      case 'm':
        if (read.prediction_modules++ > 0 && predicting != stages.size() - 1)
          reject_layout(text, "all modules m stand on one stage");
        predicting = stages.size() - 1;
        break;
      case 'L':
        ++heads;
        break;
      default:
        reject_layout(text, quoted_text(std::string(1, letter)) + " is none of E, t, m, L and |");
    }
    if (letter == '|' && heads > 0) reject_layout(text, "the loss stands on the last stage");
  }
  if (embeddings != 1 || heads != 1) reject_layout(text, "it has one embedding E and one loss L");
  const auto number = static_cast<std::int64_t>(stages.size());
  if (number % ranks != 0)
    reject_layout(text, "its stages, " + std::to_string(number) +
                            ", divide over the ranks of the pipeline, " + std::to_string(ranks));
  if (stages.size() > most_virtual_stages)
    reject_layout(text, "it has at most " + std::to_string(most_virtual_stages) + " virtual stages");
  for (const std::int64_t layers : stages) {
    if (layers > std::numeric_limits<std::uint8_t>::max())
      reject_layout(text, "a stage has at most 255 layers");
    read.layout.listed.push_back(static_cast<std::uint8_t>(layers));
    read.layers += layers;
  }
  read.layout.chunks = number / ranks;
  if (read.prediction_modules > 0 && predicting + 1 < stages.size()) {
    read.layout.prediction_stage = static_cast<std::int64_t>(predicting);
    if (rank_of_prediction(read.layout, ranks) == 0)
      reject_layout(text, "the modules m stand on another rank than the first");
  }
  return read;
}

/// The text of a layout that lists its stages; equal stages in a row are written once.
inline std::string pipeline_layout_text(const stage_layout& layout, std::int64_t prediction_modules) {
  require(!layout.listed.empty(), "a layout that is written as a text lists its stages");
  std::vector<std::string> stages;
  for (const std::uint8_t layers : layout.listed) {
    const std::string number = std::to_string(layers);
    stages.push_back(layers > 4 ? "t*" + number : std::string(layers, 't'));
  }
  stages.front().insert(0, 1, 'E');
  const auto of_head = static_cast<std::int64_t>(stages.size()) - 1;
  stages[static_cast<std::size_t>(layout.prediction_stage.value_or(of_head))] +=
      std::string(static_cast<std::size_t>(prediction_modules), 'm');
  stages.back() += "L";
  std::string text;
  for (std::size_t i = 0; i < stages.size();) {
    std::size_t next = i + 1;
    while (next < stages.size() && stages[next] == stages[i]) ++next;
    const bool last = next == stages.size();
    if (next - i > 1)
      text += "(" + stages[i] + "|)*" + std::to_string(next - i);
    else
      text += stages[i] + (last ? "" : "|");
    i = next;
  }
  return text;
}

}  // namespace scalewall
