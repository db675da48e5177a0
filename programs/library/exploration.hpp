// What the programs that explore a design space have in common: the file that is read, and the one that is written.

#pragma once

#include "counted_text.hpp"
#include "input_file.hpp"
#include "progress_bar.hpp"
#include "sole_writer.hpp"
#include <scalewall/calibration/calibrated_hardware.hpp>
#include <scalewall/grid/grid.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/json_text.hpp>
#include <scalewall/report/number_text.hpp>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

/// The design space of the examples that --help shows.
inline constexpr const char* small_design =
    R"(echo '{"clusters": "H100 SXM", "models": {"d_model": 12288}, "gpus": [4096, 8192]}' >design.json)";

struct explored_files {
  std::string design;
  std::string answers;
  std::vector<std::string> hardware{};
};

void add_file_options(CLI::App& app, explored_files& files);

/// The design space of a file, and in it the hardware of others. What these leave out stands on standard error.
nlohmann::json with_hardware(const explored_files& files);

/// A design space whose answers are being written.
class exploration {
 public:
  explicit exploration(const explored_files& files)
      : files_(files),
        design_(with_hardware(files)),
        space_(of_file(files.design,
                       [&] { return scalewall::read_design_space(design_, scalewall::read_hardware); })),
        lock_(files.answers),
        answers_(scalewall::open_answers(files.answers, space_, design())),
        known_before_(answers_.rows()) {}

  /// The text of the files, without blanks.
  std::string design() const { return design_.dump(); }
  const scalewall::design_space& space() const { return space_; }
  scalewall::question_block open_questions() const { return {answers_.rows(), space_.size()}; }

  void write(std::string_view answers) {
    answers_.append(answers);
    progress_.show(answers_.rows());
  }

  void tell(std::ostream& out) const {
    const std::int64_t rows = answers_.rows();
    out << scalewall::printable_text(files_.answers) << " has "
        << (rows == 1 ? "its 1 answer" : "all " + counted(rows, "answer"));
    if (known_before_ > 0 && rows == 1) out << ", from before";
    if (known_before_ > 0 && rows > 1)
      out << ", " << to_text(scalewall::count{known_before_}) << " of them from before";
    out << ".\n";
  }

 private:
  explored_files files_;
  nlohmann::json design_;
  scalewall::design_space space_;
  sole_writer lock_;
  scalewall::journal answers_;
  std::int64_t known_before_;
  progress_bar progress_{space_.size(), known_before_};
};
