// The views of language models: does one fit, which plan is the fastest, and how far predictions are from what was measured.

#include "clock_answer.hpp"
#include "fit_answer.hpp"
#include "measured_answer.hpp"
#include "plans_answer.hpp"
#include "views.hpp"

#include <span>

namespace page {

std::span<const view> language_views() {
  static constexpr view views[] = {{"choices", choices},     {"fit", fit},     {"plans", plans},
                                   {"plans_map", plans_map}, {"clock", clock}, {"measured", measured}};
  return views;
}

}  // namespace page
