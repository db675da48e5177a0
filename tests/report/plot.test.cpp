#include <scalewall/report/plot.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <string>

namespace sw = scalewall;
namespace fs = std::filesystem;

namespace {

/// A folder of a test's own, with a name that wants quoting.
struct folder {
  fs::path path =
      fs::temp_directory_path() / ("scalewall 'plot' $test " + std::to_string(std::random_device{}()));

  folder() { fs::create_directories(path); }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  ~folder() { fs::remove_all(path); }

  std::set<std::string> names() const {
    std::set<std::string> found;
    for (const auto& entry : fs::directory_iterator(path)) found.insert(entry.path().filename().string());
    return found;
  }
};

/// Where programs are looked for, as long as this lives.
struct search_path {
  std::string before = std::getenv("PATH");

  explicit search_path(const fs::path& only) { setenv("PATH", only.c_str(), 1); }
  search_path(const search_path&) = delete;
  search_path& operator=(const search_path&) = delete;
  ~search_path() { setenv("PATH", before.c_str(), 1); }
};

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }

/// A gnuplot that does what a script of the shell says.
void write_program(const fs::path& file, const std::string& body) {
  write(file, "#!/bin/sh\n" + body + "\n");
  fs::permissions(file, fs::perms::owner_all);
}

sw::figure example() {
  return {.title = "100% <utilization> & 'more'",
          .x = {.label = "training compute (FLOP)", .logarithmic = true},
          .y = {.label = "utilization", .from = 0, .to = 1},
          .series = {{"H100 'SXM'", {1e25, 1e27, 1e29}, {0.7, 0.7, 0.4}},
                     {"limit", {2e28, 2e28}, {0, 1}, sw::series_style::guide}}};
}

const bool gnuplot_is_here = sw::has_gnuplot();

}  // namespace

TEST_CASE("the ending of the name says what is written") {
  CHECK(sw::image_format_of("a/b c.svg") == sw::image_format::svg);
  CHECK(sw::image_format_of("b.tar.png") == sw::image_format::png);
  CHECK_THROWS_WITH_AS(sw::image_format_of("plot.pdf"),
                       "the name of a plot ends in .svg or .png, not as in 'plot.pdf'", sw::broken_rule);
  CHECK_THROWS_AS(sw::image_format_of("plot"), sw::broken_rule);
}

TEST_CASE("an SVG is written whole" * doctest::skip(!gnuplot_is_here)) {
  const folder here;
  const fs::path file = here.path / "utilization of \"all\".svg";
  sw::write_plot(example(), file);
  const std::string image = content(file);
  CHECK(image.starts_with("<?xml"));
  CHECK(image.find("100% &lt;utilization> &amp; 'more'") != std::string::npos);
  CHECK(image.find("H100 'SXM'") != std::string::npos);
  CHECK(image.find("</svg>") != std::string::npos);
  CHECK(image.find("<title>100% &lt;utilization&gt; &amp; 'more'</title>") != std::string::npos);
  CHECK(
      image.find("<desc>100% &lt;utilization&gt; &amp; 'more': utilization over training compute (FLOP);") !=
      std::string::npos);
  CHECK(image.find("<title>Gnuplot</title>") == std::string::npos);
  CHECK(here.names() == std::set<std::string>{"utilization of \"all\".svg"});
}

TEST_CASE("a PNG is written whole, and replaces an older one" * doctest::skip(!gnuplot_is_here)) {
  const folder here;
  const fs::path file = here.path / "a.png";
  write(file, "an older plot");
  sw::write_plot({example(), example()}, file);
  const std::string image = content(file);
  CHECK(image.starts_with("\x89PNG\r\n\x1A\n"));
  CHECK(image.find("IEND") == image.size() - 8);
  CHECK(here.names() == std::set<std::string>{"a.png"});
}

TEST_CASE("every style is drawn" * doctest::skip(!gnuplot_is_here)) {
  const folder here;
  sw::figure drawn = example();
  for (const auto style :
       {sw::series_style::line, sw::series_style::points, sw::series_style::line_with_points,
        sw::series_style::stacked_area, sw::series_style::stacked_area})
    for (int i = 0; i < 4; ++i) drawn.series.push_back({"more", {1e25, 1e26}, {0.1, 0.2}, style});
  drawn.series.push_back({"band", {1e25, 1e26}, {0.1, 0.2}, sw::series_style::band, {0, 0.1}});
  drawn.series.push_back({"mark", {1e25, 1e26}, {0.1, 0.2}, sw::series_style::mark, {}, {"a_{1}", "it's b"}});
  CHECK_NOTHROW(sw::write_plot(drawn, here.path / "all.svg"));
}

TEST_CASE("what stands around figures is drawn as it is" * doctest::skip(!gnuplot_is_here)) {
  const folder here;
  sw::figure drawn = example();
  drawn.notes = {"note_{1}"};
  drawn.series.insert(drawn.series.begin() + 1,
                      {"", {1e27}, {0.7}, sw::series_style::mark, {}, {"mark_{2}"}});
  sw::write_plot(sw::figure_page{.heading = {"heading_{3} & more"}, .panels = {drawn}}, here.path / "a.svg");
  const std::string image = content(here.path / "a.svg");
  for (const char* text :
       {"note_{1}", "mark_{2}", "heading_{3} &amp; more", "<title>heading_{3} &amp; more</title>"})
    CHECK(image.find(text) != std::string::npos);
}

TEST_CASE("names are drawn beside their bars, and numbers beside the next figure" *
          doctest::skip(!gnuplot_is_here)) {
  const folder here;
  sw::figure bars{.y = {.names = {"one_{1}", "two"}},
                  .series = {{"more", {3, -1}, {0, 1}, sw::series_style::bars}}};
  sw::write_plot({bars, example()}, here.path / "bars.svg");
  const std::string image = content(here.path / "bars.svg");
  CHECK(image.find("one_{1}") != std::string::npos);
  CHECK(image.find("10^{") == std::string::npos);
}

TEST_CASE("without gnuplot the sentence says how to get it") {
  const folder here;
  const search_path only(here.path);
  CHECK_FALSE(sw::has_gnuplot());
  CHECK_THROWS_WITH_AS(sw::write_plot(example(), here.path / "a.png"),
                       "gnuplot draws the plots and is not installed (Debian: apt-get install gnuplot-nox)",
                       sw::gnuplot_missing);
  CHECK(here.names().empty());
}

TEST_CASE("a gnuplot that fails leaves the older plot and nothing else") {
  const folder here, programs;
  write_program(programs.path / "gnuplot", "echo half a plot; echo 'no  fonts' >&2; exit 3");
  const search_path only(programs.path);
  const fs::path file = here.path / "a.png";
  write(file, "an older plot");
  CHECK_THROWS_WITH_AS(
      sw::write_plot(example(), file),
      ("'" + file.string() + "' could not be drawn by gnuplot, which said: no fonts").c_str(),
      sw::plot_failed);
  CHECK(content(file) == "an older plot");
  CHECK(here.names() == std::set<std::string>{"a.png"});
}

TEST_CASE("a gnuplot that draws nothing has failed") {
  const folder here, programs;
  write_program(programs.path / "gnuplot", "exit 0");
  const search_path only(programs.path);
  CHECK_THROWS_AS(sw::write_plot(example(), here.path / "a.svg"), sw::plot_failed);
  CHECK(here.names().empty());
}

TEST_CASE("a file that cannot be written is named") {
  const folder here, programs;
  write_program(programs.path / "gnuplot", "echo a plot");
  const search_path only(programs.path);

  const fs::path nowhere = here.path / "missing" / "a.png";
  CHECK_THROWS_WITH_AS(sw::write_plot(example(), nowhere),
                       ("'" + nowhere.string() + "' cannot be written").c_str(), sw::plot_failed);

  fs::create_directories(here.path / "a.png" / "full");
  CHECK_THROWS_AS(sw::write_plot(example(), here.path / "a.png"), sw::plot_failed);
  CHECK(here.names() == std::set<std::string>{"a.png"});
}

TEST_CASE("a figure that cannot be drawn touches no file") {
  const folder here;
  CHECK_THROWS_AS(sw::write_plot(sw::figure{}, here.path / "a.png"), sw::broken_rule);
  CHECK_THROWS_AS(sw::write_plot(example(), here.path / "a.gif"), sw::broken_rule);
  CHECK(here.names().empty());
}
