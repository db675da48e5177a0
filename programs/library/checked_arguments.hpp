// A program's arguments, checked before they are read. Of all that is wrong an option that is not known is named first,
// and one that is missing last.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/quoted_text.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Throws `broken_rule` with the name of the nearest option that the program has.
[[noreturn]] inline void reject_option(CLI::App& app, const std::string& name) {
  std::vector<std::string> known;
  for (const CLI::Option* option : app.get_options())
    if (option->nonpositional()) known.push_back("--" + option->get_lnames().front());
  const auto nearest = std::min_element(known.begin(), known.end(), [&](const auto& a, const auto& b) {
    return scalewall::edit_distance(name, a) < scalewall::edit_distance(name, b);
  });
  throw scalewall::broken_rule("no option is called " + scalewall::quoted_text(name) + "; the nearest is " +
                               *nearest + ", and --help shows all");
}

/// The options that are given, with their first values; what stands outside them.
class given_arguments {
 public:
  /// Throws `broken_rule` unless they are options of the program with their values, each given as often as it may be.
  /// Throws CLI::Success where help or the version is asked for.
  given_arguments(CLI::App& app, std::vector<std::string> arguments)
      : app_(app), arguments_(std::move(arguments)) {
    for (bool options = true; next_ < arguments_.size();) {
      const std::string& argument = arguments_[next_++];
      if (options && argument == "--")
        options = false;
      else if (options && begins_as_option(argument))
        take_option(argument);
      else
        others_.push_back(argument);
    }
  }

  /// Throws `broken_rule` where an argument is left over.
  void check_others() const {
    std::vector<std::string> names;
    bool takes_any_number = false;
    for (const CLI::Option* option : options())
      if (option->get_positional()) {
        names.push_back(option->get_name(true));
        takes_any_number = takes_any_number || option->get_items_expected_max() > 1;
      }
    if (std::find(others_.begin(), others_.end(), "") != others_.end())
      throw scalewall::broken_rule("an argument is an empty text");
    if (takes_any_number || others_.size() <= names.size()) return;
    const std::string extra = scalewall::quoted_text(others_[names.size()]);
    if (names.empty())
      throw scalewall::broken_rule(extra +
                                   " is neither an option nor the value of one; --help shows all options");
    throw scalewall::broken_rule(extra + " is one argument too many: " + names.back() + " is " +
                                 scalewall::quoted_text(others_[names.size() - 1]));
  }

  /// Throws `broken_rule` where options exclude one another, or one is missing.
  void check_options() const {
    for (const CLI::Option* one : options()) {
      if (!is_given(one)) continue;
      for (CLI::Option* other : options()) {
        if (one->get_excludes().contains(other) && is_given(other))
          throw scalewall::broken_rule(one->get_name() + " and " + other->get_name() + " exclude each other");
        if (one->get_needs().contains(other) && !is_given(other))
          throw scalewall::broken_rule(one->get_name() + " is given only with " + other->get_name());
      }
    }
    std::size_t positional = 0;
    for (const CLI::Option* one : options()) {
      const bool given = one->get_positional() ? positional++ < others_.size() : is_given(one);
      if (one->get_required() && !given) throw scalewall::broken_rule(one->get_name() + " is required");
    }
  }

 private:
  /// A number below zero is none.
  static bool begins_as_option(std::string_view argument) {
    return argument.size() > 1 && argument[0] == '-' &&
           std::isdigit(static_cast<unsigned char>(argument[1])) == 0;
  }

  /// In the order in which the program has them.
  std::vector<CLI::Option*> options() const { return app_.get_options(); }

  bool is_given(const CLI::Option* option) const { return values_.contains(option); }

  void take_option(const std::string& argument) {
    const std::size_t sign = argument.find('=');
    const std::string name = argument.substr(0, sign);
    const CLI::Option* option = app_.get_option_no_throw(name);
    if (option == nullptr) reject_option(app_, name);
    if (option == app_.get_help_ptr()) throw CLI::CallForHelp();
    if (option == app_.get_version_ptr()) throw CLI::CallForVersion(app_.version(), 0);
    std::optional<std::string> value;
    if (sign != std::string::npos) value = argument.substr(sign + 1);
    if (option->get_items_expected_max() == 0) {
      if (value)
        throw scalewall::broken_rule(name + " takes no value, and is given " +
                                     scalewall::quoted_text(*value));
    } else {
      if (!value) value = next_value(name);
      if (value->empty()) throw scalewall::broken_rule(name + " is given an empty value");
      if (is_given(option) && option->get_items_expected_max() == 1)
        throw scalewall::broken_rule(name + " is given twice, as " +
                                     scalewall::quoted_text(values_.at(option)) + " and as " +
                                     scalewall::quoted_text(*value));
    }
    values_.emplace(option, value.value_or(""));
  }

  std::string next_value(const std::string& name) {
    if (next_ == arguments_.size()) throw scalewall::broken_rule(name + " is given without its value");
    const std::string& value = arguments_[next_];
    if (value.starts_with("--") || (begins_as_option(value) && app_.get_option_no_throw(value) != nullptr))
      throw scalewall::broken_rule(name + " is given without its value, before " +
                                   scalewall::quoted_text(value));
    ++next_;
    return value;
  }

  CLI::App& app_;
  std::vector<std::string> arguments_;
  std::size_t next_ = 0;  // of the arguments
  std::map<const CLI::Option*, std::string> values_;
  std::vector<std::string> others_;
};
