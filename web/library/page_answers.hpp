// What a page is answered: `answer` is what the program of the same question writes with --format json, by the same code;
// `shown` is what a person reads, numbers as text with their units, and the question as a command.

#pragma once

#include "views.hpp"
#include <scalewall/named_choice.hpp>
#include <scalewall/report/json_text.hpp>
#include <scalewall/report/placed_json.hpp>

#include <nlohmann/json.hpp>

#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace page {

/// The text of an answer, or the sentence that says why there is none.
struct page_text {
  bool answered = false;
  std::string text;
};

/// What the view of that name says to a question.
inline page_text answer(std::string_view name, std::string_view question_text) {
  try {
    const nlohmann::json asked = scalewall::parse_json(question_text);
    std::vector<view> views;
    for (const auto known : {paper_views(), language_views()})
      views.insert(views.end(), known.begin(), known.end());
    const view& chosen = scalewall::choose(views, "view", name);
    return {true, chosen.answer(scalewall::placed_json(asked)).dump()};
  } catch (const std::exception& why) {
    return {false, why.what()};
  }
}

}  // namespace page
