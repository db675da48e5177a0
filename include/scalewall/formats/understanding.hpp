// What a reader made of a configuration, key by key: what it understood, what it assumed where nothing is
// said, and what it passed over.

#pragma once

#include <scalewall/quoted_text.hpp>
#include <scalewall/report/document.hpp>
#include <scalewall/report/json_text.hpp>
#include <scalewall/report/table.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace scalewall {

/// A key with its place ($.hidden_size), its value, and what it says of the model.
struct understood_key {
  std::string key;
  nlohmann::json value;  ///< as `repeated_value` has it
  std::string meaning;
};

/// A key that is not there, the value that was taken for it, and why that one.
struct assumed_key {
  std::string key;
  nlohmann::json value;
  std::string reason;
};

/// A key that nothing was made of, and why.
struct passed_over_key {
  std::string key;
  std::string reason;

  /// False of a key that is not known at all: nobody can tell whether it matters.
  bool known = true;

  /// The known key that is spelt most like it, where one is.
  std::string nearest{};

  /// Whether whoever gave it may expect another answer: it is more than a matter of logs and paths.
  bool expects_more = false;
};

struct understanding {
  std::vector<understood_key> understood;
  std::vector<assumed_key> assumed;
  std::vector<passed_over_key> passed_over;

  /// Keys that nothing was made of though they may matter.
  std::vector<std::string> not_understood() const {
    std::vector<std::string> names;
    for (const passed_over_key& one : passed_over)
      if (!one.known) names.push_back(one.key);
    return names;
  }
};

/// A value on one line, as JSON has it, cut where it is long.
inline std::string value_text(const nlohmann::json& value) {
  return excerpt_of(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)).shown;
}

/// `hidden_act: "silu", not said`
inline std::string to_text(const assumed_key& one) {
  return one.key + ": " + value_text(one.value) + ", " + one.reason;
}

/// The value as an answer repeats it: numbers, flags and short texts as they are, lists and objects as text.
inline nlohmann::json repeated_value(const nlohmann::json& value) {
  if (value.is_structured()) return value_text(value);
  if (value.is_string()) return excerpt_of(value.get_ref<const std::string&>()).shown;
  return value;
}

/// Three tables with headings, of which those without rows are left out.
inline document document_of(const understanding& made) {
  const auto cell = [](const nlohmann::json& value) {
    return value.is_string() ? value.get<std::string>() : value_text(value);
  };
  document told;
  const auto show = [&told](const char* title, const table& rows) {
    if (rows.size() > 0) told.heading(title).rows(rows);
  };
  table understood({text_column("key"), text_column("value"), text_column("what it says")});
  for (const understood_key& one : made.understood)
    understood.add_row({one.key, cell(one.value), one.meaning});
  table assumed({text_column("key"), text_column("taken"), text_column("why")});
  for (const assumed_key& one : made.assumed) assumed.add_row({one.key, cell(one.value), one.reason});
  table passed_over({text_column("key"), text_column("why")});
  for (const passed_over_key& one : made.passed_over)
    passed_over.add_row(
        {one.key, one.reason + (one.nearest.empty() ? "" : "; the nearest known key is " + one.nearest)});
  show("Understood:", understood);
  show("Assumed:", assumed);
  show("Passed over:", passed_over);
  return told;
}

inline void to_json(nlohmann::ordered_json& json, const understanding& made) {
  nlohmann::ordered_json understood = nlohmann::ordered_json::array(), assumed = understood,
                         passed_over = understood;
  for (const understood_key& one : made.understood)
    understood.push_back({{"key", one.key}, {"value", one.value}, {"meaning", one.meaning}});
  for (const assumed_key& one : made.assumed)
    assumed.push_back({{"key", one.key}, {"value", one.value}, {"reason", one.reason}});
  for (const passed_over_key& one : made.passed_over) {
    passed_over.push_back({{"key", one.key}, {"known", one.known}, {"reason", one.reason}});
    if (!one.nearest.empty()) passed_over.back()["nearest"] = one.nearest;
  }
  json = {{"understood", understood}, {"assumed", assumed}, {"passed_over", passed_over}};
}

}  // namespace scalewall
