// The file of the answers to a design space.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/grid/answers.hpp>
#include <scalewall/grid/design_space.hpp>
#include <scalewall/grid/journal.hpp>
#include <scalewall/quoted_text.hpp>

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace scalewall {

/// The journal of the answers; `subject` is what the design space was made of. Throws as `journal` does, and also
/// `broken_rule` where the last row of the file is not what is answered today.
inline journal open_answers(const std::filesystem::path& file, const design_space& space,
                            std::string_view subject) {
  const answer_table table(space);
  journal answers(file, table.header(), subject, space.size());
  const std::int64_t rows = answers.rows();
  if (rows > 0 && table.lines({rows - 1, rows}) != answers.last_row() + "\n")
    throw broken_rule(quoted_text(file.string()) +
                      " is from another version of this program, which answers its last row otherwise");
  return answers;
}

}  // namespace scalewall
