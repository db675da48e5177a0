#include "scratch_folder.hpp"
#include <scalewall/grid/journal.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace sw = scalewall;

namespace {

constexpr std::int64_t rows = 4;
const std::string header = "number,text";

std::string line(std::int64_t number) { return std::to_string(number) + ",\"row, of this number\"\n"; }

sw::journal open(const std::filesystem::path& file, const std::string& subject = "a subject") {
  return {file, header, subject, rows};
}

/// Writes what is missing.
void finish(const std::filesystem::path& file) {
  sw::journal journal = open(file);
  for (std::int64_t number = journal.rows(); number < rows; ++number) journal.append(line(number));
}

/// The lines that are whole in the beginning of a file, but for the header.
std::int64_t whole_rows(const std::string& content) {
  return std::max<std::int64_t>(0, std::count(content.begin(), content.end(), '\n') - 1);
}

}  // namespace

TEST_CASE("rows are written as they come, each with a check") {
  const scratch_folder folder;
  const auto file = folder.file("a.csv");
  {
    sw::journal journal = open(file);
    CHECK(journal.rows() == 0);
    CHECK(journal.last_row().empty());
    journal.append(line(0) + line(1));
    CHECK(journal.rows() == 2);
    CHECK(content_of(file) ==
          "number,text,check_5bac9675cf6826c4\n"
          "0,\"row, of this number\",442d1ce760a3c7f0\n"
          "1,\"row, of this number\",ac6b3b7f36d97527\n");
    CHECK_THROWS_AS(journal.append("no end"), sw::broken_rule);
  }
  const sw::journal again = open(file);
  CHECK(again.rows() == 2);
  CHECK(again.last_row() == "1,\"row, of this number\"");
}

TEST_CASE("cut off at any byte, a file is finished to the same bytes") {
  const scratch_folder folder;
  const auto file = folder.file("a.csv");
  finish(file);
  const std::string whole = content_of(file);
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    write_content(file, whole.substr(0, size));
    CHECK(open(file).rows() == whole_rows(whole.substr(0, size)));
    finish(file);
    REQUIRE(content_of(file) == whole);
  }
}

TEST_CASE("a damaged byte costs its row and those after it") {
  const scratch_folder folder;
  const auto file = folder.file("a.csv");
  finish(file);
  const std::string whole = content_of(file);
  for (std::size_t at = whole.find('\n') + 1; at < whole.size(); ++at)
    for (const char damage : {'\0', '\n', 'x'}) {
      std::string damaged = whole;
      if (damaged[at] == damage) continue;
      damaged[at] = damage;
      write_content(file, damaged);
      REQUIRE(open(file).rows() == whole_rows(whole.substr(0, at)));
      finish(file);
      REQUIRE(content_of(file) == whole);
    }
}

TEST_CASE("rows that are missing, moved or too many are found") {
  const scratch_folder folder;
  const auto file = folder.file("a.csv");
  finish(file);
  const std::string whole = content_of(file);
  const std::size_t first = whole.find('\n') + 1;
  const std::size_t second = whole.find('\n', first) + 1;

  write_content(file, whole.substr(0, first) + whole.substr(second));
  CHECK(open(file).rows() == 0);
  write_content(file, whole.substr(0, second) + whole.substr(first));
  CHECK(open(file).rows() == 1);
  for (const std::string& more : {std::string("more\n"), std::string(1 << 20, '\0'), line(4)}) {
    write_content(file, whole + more);
    CHECK(open(file).rows() == rows);
    CHECK(content_of(file) == whole);
  }
  write_content(file, whole.substr(0, second) + std::string(1 << 20, 'x') + "\n");
  CHECK(open(file).rows() == 1);
}

TEST_CASE("another file is refused and left as it is") {
  const scratch_folder folder;
  const auto file = folder.file("a.csv");
  finish(file);
  const std::string whole = content_of(file);
  const std::string named = "'" + file.string() + "' ";
  CHECK_THROWS_WITH_AS(open(file, "another subject"),
                       (named + "has the answers to other questions, and is left as it is").c_str(),
                       sw::broken_rule);
  CHECK(content_of(file) == whole);
  for (const std::string& other : {std::string("diary"), std::string("number,text\n1,2\n"), "x" + whole}) {
    write_content(file, other);
    CHECK_THROWS_WITH_AS(
        open(file), (named + "is not a file of answers to these questions, and is left as it is").c_str(),
        sw::broken_rule);
    CHECK(content_of(file) == other);
  }
}

TEST_CASE("what cannot be written is told") {
  const scratch_folder folder;
  CHECK_THROWS_AS(open(folder.file("no folder") / "a.csv"), std::runtime_error);
  CHECK_THROWS_AS(open(folder.file("")), std::runtime_error);
}
