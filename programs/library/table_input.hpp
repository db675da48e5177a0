// Tables that a program reads: a CSV file or standard input, and columns whose names are nearly those that it reads.

#pragma once

#include <fstream>
#include <functional>
#include <istream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// A file or, where none is named, standard input; a person at a terminal is told that it is waited for.
class table_input {
 public:
  /// Throws std::runtime_error where the file is a folder or cannot be read.
  table_input(const std::string& file, const std::string& program);

  std::istream& stream();

 private:
  std::ifstream file_;
};

/// A name that others have for a column.
struct other_column_name {
  std::string_view other;
  std::string_view read;
};

/// Tells `report` of columns that are passed over though their names are nearly those of columns that are read. `known`: those
/// and the ones that are passed over without a word.
void tell_near_columns(const std::vector<std::string>& columns, std::span<const std::string_view> known,
                       std::span<const std::string_view> read, std::span<const other_column_name> others,
                       const std::function<void(const std::string&)>& report);
