#include <scalewall/report/document.hpp>

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

namespace sw = scalewall;

namespace {

std::string text_of(const sw::document& told) {
  std::ostringstream out;
  write_text(out, told);
  return out.str();
}

std::string markdown_of(const sw::document& told) {
  std::ostringstream out;
  write_markdown(out, told);
  return out.str();
}

sw::table plans() {
  sw::table shown({sw::text_column("plan"), sw::number_column("step")});
  shown.add_row({"TP 4 | PP 4", "4.2 s"});
  return shown;
}

}  // namespace

TEST_CASE("a document is told once and written as plain text and as Markdown") {
  sw::document told;
  told.heading("Llama-3.1 8B:", "on 64 GPUs")
      .rows(plans(), "of stage 0")
      .paragraph("It fits\nEvidence: none")
      .list("Assumed:", {"software: Megatron Core", "bf16"})
      .list("Left out:", {"failures"})
      .code("Flags:", {"--bf16 --swiglu"});
  CHECK(text_of(told) ==
        "Llama-3.1 8B:\n"
        "on 64 GPUs\n"
        "\n"
        "plan          step\n"
        "-----------  -----\n"
        "TP 4 | PP 4  4.2 s\n"
        "of stage 0\n"
        "\n"
        "It fits\n"
        "Evidence: none\n"
        "Assumed:\n"
        "  software: Megatron Core\n"
        "  bf16\n"
        "Left out:\n"
        "  failures\n"
        "\n"
        "Flags:\n"
        "  --bf16 --swiglu\n");
  CHECK(markdown_of(told) ==
        "### Llama-3.1 8B\n"
        "\n"
        "on 64 GPUs\n"
        "\n"
        "| plan | step |\n"
        "| --- | ---: |\n"
        "| TP 4 \\| PP 4 | 4.2 s |\n"
        "\n"
        "of stage 0\n"
        "\n"
        "It fits\\\n"
        "Evidence: none\n"
        "\n"
        "### Assumed\n"
        "\n"
        "- software: Megatron Core\n"
        "- bf16\n"
        "\n"
        "### Left out\n"
        "\n"
        "- failures\n"
        "\n"
        "### Flags\n"
        "\n"
        "```\n"
        "--bf16 --swiglu\n"
        "```\n");
}

TEST_CASE("a list without items is none, and one without a title goes on with what stands before it") {
  sw::document told;
  told.rows(plans(), "sources:").list("", {"a: b"}).list("Assumed:", {}).list("Left out:", {"c"});
  CHECK(text_of(told) ==
        "plan          step\n"
        "-----------  -----\n"
        "TP 4 | PP 4  4.2 s\n"
        "sources:\n"
        "  a: b\n"
        "\n"
        "Left out:\n"
        "  c\n");
}

TEST_CASE("a paragraph is broken in plain text, and whole in Markdown") {
  sw::document told;
  told.paragraph("one two three\nfour", 8);
  CHECK(text_of(told) == "one two\nthree\nfour\n");
  CHECK(markdown_of(told) == "one two three\\\nfour\n");
}

TEST_CASE("what a user writes is neither obeyed by a terminal nor by Markdown") {
  sw::document told;
  told.heading("# a\n<b>").paragraph("\x1b[31m").list("", {"1. x", "- y"}).code("", {"```", "\x1b"});
  CHECK(text_of(told) == "# a\n<b>\n\n\\x1b[31m\n  1. x\n  - y\n\n  ```\n  \\x1b\n");
  CHECK(markdown_of(told) ==
        "### \\# a \\<b\\>\n\n\\\\x1b\\[31m\n\n- 1\\. x\n- \\- y\n\n````\n```\n\\x1b\n````\n");
}

TEST_CASE("text in Markdown is shown letter by letter") {
  CHECK(sw::markdown_text("a|b`c`*d*[e](f)<g>~h~ $i$ \\") ==
        "a\\|b\\`c\\`\\*d\\*\\[e\\](f)\\<g\\>\\~h\\~ \\$i\\$ \\\\");
  CHECK(sw::markdown_text("core_attn _x_ https://a.b/c_d?e&f=1") ==
        "core_attn \\_x\\_ https://a.b/c_d?e&f=1");
  CHECK(sw::markdown_text("&lt; & &#60;") == "\\&lt; & \\&#60;");
  CHECK(sw::markdown_text("+ 1 to predict") == "\\+ 1 to predict");
  CHECK(sw::markdown_text("-13.8 s") == "-13.8 s");
  CHECK(sw::markdown_text("---") == "\\---");
  CHECK(sw::markdown_text("## x") == "\\## x");
  CHECK(sw::markdown_text("#1") == "#1");
  CHECK(sw::markdown_text("12) x") == "12\\) x");
  CHECK(sw::markdown_text("1.5 GB") == "1.5 GB");
  CHECK(sw::markdown_text("    x") == "x");
  CHECK(sw::markdown_text("two\nlines") == "two\\\\nlines");
  CHECK(sw::markdown_text("") == "");
}

TEST_CASE("lines end at the last blank before they would be too long, or behind a longer word") {
  using lines = std::vector<std::string>;
  CHECK(sw::lines_of("a b", 1) == lines{"a", "b"});
  CHECK(sw::lines_of("abc de f", 2) == lines{"abc", "de", "f"});
  CHECK(sw::lines_of("abc def", 7) == lines{"abc def"});
  CHECK(sw::lines_of("a\n\nb") == lines{"a", "", "b"});
  CHECK(sw::lines_of("") == lines{""});
}

TEST_CASE("a long cell goes on in the lines below in plain text, and is whole in Markdown") {
  sw::table shown({sw::text_column(""), sw::text_column("plan")}, 9);
  shown.add_row({"placement", "TP by NVLink, DP by InfiniBand"}).add_row({"time", "1 s"});
  std::ostringstream text, markdown;
  text << shown;
  write_markdown(markdown, shown);
  CHECK(text.str() ==
        "           plan\n"
        "---------  ----------\n"
        "placement  TP by\n"
        "           NVLink,\n"
        "           DP by\n"
        "           InfiniBand\n"
        "time       1 s\n");
  CHECK(markdown.str() ==
        "|  | plan |\n| --- | --- |\n| placement | TP by NVLink, DP by InfiniBand |\n| time | 1 s |\n");
}
