#include "table_input.hpp"

#include "answer.hpp"
#include "input_file.hpp"
#include <scalewall/named_choice.hpp>
#include <scalewall/quoted_text.hpp>

#include <unistd.h>

#include <algorithm>
#include <iostream>

table_input::table_input(const std::string& file, const std::string& program) {
  if (!file.empty())
    file_ = open_file(file);
  else if (isatty(STDIN_FILENO) != 0)
    complain(program, "waiting for a CSV file on standard input; --help says what stands in it");
}

std::istream& table_input::stream() { return file_.is_open() ? file_ : std::cin; }

void tell_near_columns(const std::vector<std::string>& columns, std::span<const std::string_view> known,
                       std::span<const std::string_view> read, std::span<const other_column_name> others,
                       const std::function<void(const std::string&)>& report) {
  using namespace scalewall;
  for (const std::string& name : columns) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const auto meant = std::find_if(read.begin(), read.end(), [&](std::string_view one) {
      return std::any_of(others.begin(), others.end(),
                         [&](const other_column_name& pair) {
                           return pair.read == one && is_same_name(pair.other, name);
                         }) ||
             is_same_name(name, one) || (name.size() > 5 && edit_distance(name, one) <= 2);
    });
    if (meant != read.end())
      report("the column " + quoted_text(name) + " is passed over; " + std::string(*meant) + " is read");
  }
}
