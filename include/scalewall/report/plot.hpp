// Figures in files, drawn by gnuplot.
//
// Neither gnuplot nor the shell is given a text of the user's but in quotes. A file is written under another
// name beside its own, and renamed when it is whole.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/figure.hpp>
#include <scalewall/report/figure_text.hpp>
#include <scalewall/report/gnuplot_script.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace scalewall {

/// Thrown where a plot cannot be drawn or written, with a sentence that says why.
class plot_failed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Thrown where there is no gnuplot. The sentence says how to get it.
class gnuplot_missing : public plot_failed {
 public:
  gnuplot_missing()
      : plot_failed("gnuplot draws the plots and is not installed (Debian: apt-get install gnuplot-nox)") {}
};

/// By the ending of the file's name. Throws `broken_rule` if it is neither .svg nor .png.
inline image_format image_format_of(const std::filesystem::path& file) {
  if (file.extension() == ".svg") return image_format::svg;
  if (file.extension() == ".png") return image_format::png;
  throw broken_rule("the name of a plot ends in .svg or .png, not as in " + quoted_text(file.string()));
}

namespace detail {

/// Exists no longer than this object, if at all.
struct temporary_file {
  std::filesystem::path path;

  explicit temporary_file(std::filesystem::path name) : path(std::move(name)) {}
  temporary_file(const temporary_file&) = delete;
  temporary_file& operator=(const temporary_file&) = delete;
  ~temporary_file() {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
};

/// Within single quotes the shell takes every character as it is, but for a quote.
inline std::string shell_quoted(const std::filesystem::path& file) {
  std::string quoted = "'";
  for (const char c : file.string()) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

/// The text between the tags of an element, without those.
inline std::string xml_escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text)
    escaped += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  return escaped;
}

/// The SVG with another text in the first element of that name; as it is where it has none.
inline std::string with_element(std::string svg, const std::string& name, const std::string& text) {
  const std::string open = "<" + name + ">", close = "</" + name + ">";
  const std::size_t begin = svg.find(open), end = svg.find(close);
  if (begin == std::string::npos || end == std::string::npos || end < begin) return svg;
  return svg.replace(begin + open.size(), end - begin - open.size(), xml_escaped(text));
}

/// gnuplot calls every image the same: what this one shows is written into it.
inline bool describe_svg(const std::filesystem::path& image, const figure_page& page) {
  std::ifstream in(image, std::ios::binary);
  std::string svg{std::istreambuf_iterator<char>(in), {}};
  svg = with_element(std::move(svg), "title", title_text(page));
  svg = with_element(std::move(svg), "desc", description_text(page));
  return static_cast<bool>(std::ofstream(image, std::ios::binary) << svg << std::flush);
}

}  // namespace detail

/// Whether there is a gnuplot to draw plots with.
inline bool has_gnuplot() { return std::system("command -v gnuplot >/dev/null 2>&1") == 0; }

/// Draws the figures of a page into `file`, an .svg or a .png; an older file of the name is replaced. Throws
/// `broken_rule` if they cannot be drawn, `gnuplot_missing`, and `plot_failed` if the file cannot be written.
inline void write_plot(const figure_page& page, const std::filesystem::path& file) {
  const image_format format = image_format_of(file);
  const std::string script = gnuplot_script(page, format);
  if (!has_gnuplot()) throw gnuplot_missing();

  std::filesystem::path stem = file;
  stem += "." + std::to_string(std::random_device{}());
  const auto beside = [&](const char* ending) { return stem.string() + ending; };
  const detail::temporary_file commands(beside(".gnuplot")), image(beside(".partial")),
      complaint(beside(".log"));
  const auto fail = [&](const std::string& why) {
    throw plot_failed(quoted_text(file.string()) + " " + why);
  };

  if (!(std::ofstream(commands.path) << script << std::flush)) fail("cannot be written");
  const std::string command = "gnuplot -d <" + detail::shell_quoted(commands.path) + " >" +
                              detail::shell_quoted(image.path) + " 2>" + detail::shell_quoted(complaint.path);
  const int status = std::system(command.c_str());

  std::error_code error;
  if (status != 0 || std::filesystem::file_size(image.path, error) == 0 || error) {
    std::string said, word;
    for (std::ifstream words(complaint.path); words >> word;) said += " " + word;
    fail("could not be drawn by gnuplot, which said:" + (said.empty() ? " nothing" : said));
  }
  if (format == image_format::svg && !detail::describe_svg(image.path, page)) fail("cannot be written");
  std::filesystem::rename(image.path, file, error);
  if (error) fail("cannot be written: " + error.message());
}

inline void write_plot(const std::vector<figure>& panels, const std::filesystem::path& file) {
  write_plot(figure_page{.panels = panels}, file);
}

inline void write_plot(const figure& drawn, const std::filesystem::path& file) {
  write_plot(figure_page{.panels = {drawn}}, file);
}

}  // namespace scalewall
