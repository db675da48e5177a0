#include <scalewall/report/figure_text.hpp>

#include <doctest/doctest.h>

namespace sw = scalewall;

namespace {

sw::figure fall() {
  return {.title = "Fall",
          .x = {.label = "compute (FLOP)"},
          .y = {.label = "utilization"},
          .series = {{"H100 SXM", {1, 2}, {3, 4}},
                     {.title = "linear scaling ends",
                      .x = {2},
                      .y = {4},
                      .style = sw::series_style::mark,
                      .labels = {"2 FLOP"}},
                     {.x = {1}, .y = {1}, .style = sw::series_style::guide}},
          .notes = {"Steps are rounding."}};
}

}  // namespace

TEST_CASE("a page is called by its heading, or by the titles of its figures") {
  CHECK(sw::title_text({.heading = {"How far?", "On an H100."}, .panels = {fall()}}) ==
        "How far? On an H100.");
  CHECK(sw::title_text({.panels = {fall(), sw::figure{}, sw::figure{.title = "Bars"}}}) == "Fall; Bars");
}

TEST_CASE("figures are told in words") {
  const sw::figure bars{
      .x = {.label = "%"},
      .y = {.names = {"batch", "depth"}},
      .series = {{.title = "with more", .x = {1}, .y = {0}, .style = sw::series_style::bars}}};
  CHECK(sw::description_text({.panels = {fall(), bars}}) ==
        "Fall: utilization over compute (FLOP); H100 SXM; linear scaling ends (H100 SXM): 2 FLOP. Steps are "
        "rounding. "
        "batch, depth over %; with more.");
}
