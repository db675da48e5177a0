// Names of models as people write them: of the Hugging Face hub, with an organisation before them and what was made of
// the weights behind them, as in meta-llama/Llama-3.1-70B-Instruct, Qwen/Qwen3-30B-A3B-Base and mistralai/Mixtral-8x7B-v0.1.
//
// Training again with instructions or preferences leaves the layers as they are. Names that differ in more are aliases one by
// one, each with its source.

#pragma once

#include <scalewall/model/catalog/all.hpp>
#include <scalewall/named_choice.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace scalewall::catalog::models {

/// Another name of a model: of other weights in the same layers, or of the whole of which the catalog has the text part.
struct model_alias {
  std::string_view name;
  std::string_view of;
};

/// Sources: hf_id of data/models.csv where a model is named there; arXiv 2407.21783, table 3, for Llama 3 and its model card
/// for Llama 3.3, which is as 3.1; arXiv 2501.12948, section 2.2: DeepSeek-R1 is trained from DeepSeek-V3-Base.
inline constexpr model_alias aliases[] = {
    {"Llama-3 8B", "Llama-3.1 8B"},
    {"Llama-3 70B", "Llama-3.1 70B"},
    {"Llama-3.3 70B", "Llama-3.1 70B"},
    {"Llama-4 Scout 17B-16E", "Llama-4 Scout (text)"},
    {"Llama-4 Maverick 17B-128E", "Llama-4 Maverick (text)"},
    {"DeepSeek-R1", "DeepSeek-V3"},
    {"Mixtral 8x7B v0.1", "Mixtral 8x7B"},
    {"OLMo-2-1124 7B", "OLMo-2 7B"},
    {"BLOOM", "BLOOM 176B"},
};

namespace detail {

/// A name without what changes no layer: in small letters, with blanks between words alone where digits would meet, and
/// without organisation and suffixes.
inline std::string plain_name(std::string_view name) {
  std::string words;
  for (const char one : name.substr(std::min(name.rfind('/') + 1, name.size())))
    words += one == '(' || one == ')' ? ' ' : scalewall::detail::joining_letter(one);
  const auto is_digit = [](char one) { return '0' <= one && one <= '9'; };
  std::string plain;
  bool is_first = true;
  for (std::size_t first = 0; first < words.size();) {
    const std::size_t last = std::min(words.find(' ', first), words.size());
    const std::string word = words.substr(first, last - first);
    first = last + 1;
    const bool is_left_out = (is_first && (word == "meta" || word == "nvidia")) || word == "instruct" ||
                             word == "base" || word == "hf" || word == "chat" || word == "it" ||
                             word == "text";
    if (!word.empty()) is_first = false;
    if (word.empty() || is_left_out) continue;
    if (!plain.empty() && is_digit(plain.back()) && is_digit(word.front())) plain += ' ';
    plain += word;
  }
  return plain;
}

}  // namespace detail

/// The name in the catalog, or among those that were left out, of which a name is another spelling; empty where there is none.
inline std::string_view known_name_of(std::string_view asked) {
  const std::string plain = detail::plain_name(asked);
  if (plain.empty()) return {};
  for (const language_model& one : all)
    if (is_same_name(one.name, asked) || detail::plain_name(one.name) == plain) return one.name;
  for (const model_alias& one : aliases)
    if (detail::plain_name(one.name) == plain) return one.of;
  for (const undescribed_model& one : left_out)
    if (detail::plain_name(one.name) == plain) return one.name;
  return {};
}

}  // namespace scalewall::catalog::models
