// A step of a language model as a timeline of its stages (estimate/step_timeline.hpp): what each works, in one piece, what it waits
// for the others, and the communication that is not hidden. Every stage adds up to the step.

#pragma once

#include "shown_texts.hpp"
#include <scalewall/estimate/step_timeline.hpp>
#include <scalewall/estimate/training_step.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/report/training_step_text.hpp>

#include <string>

namespace page {

inline json timeline_json(const scalewall::language_model& model, const scalewall::training_plan& plan,
                          const scalewall::training_step& step) {
  using namespace scalewall;
  const double m = static_cast<double>(step.microbatches);
  json lanes = json::array();
  for (const rank_course& course : courses_of(model, plan, step)) {
    json segments = json::array();
    const auto add = [&](const std::string& kind, seconds time, const std::string& what) {
      if (time.value() > 1e-12 * step.total.value())
        segments.push_back({{"kind", kind}, {"seconds", time.value()}, {"text", what + " " + to_text(time)}});
    };
    add("filling", course.filling, "waits for its first microbatch");
    add("microbatches", m * (course.forward + course.backward),
        std::to_string(step.microbatches) + " microbatches forward, " + to_text(m * course.forward) +
            ", and backward, " + to_text(m * course.backward) + ":");
    add("waiting", course.between, "waits for the fullest stage");
    add("draining", course.draining, "waits for the stages before it");
    for (const step_part_name& one : step_part_names)
      if (one.part != &step_parts::microbatches && one.part != &step_parts::bubble)
        add(std::string(one.text), step.parts.*one.part, std::string(one.text));
    lanes.push_back({{"stage", lanes.size()}, {"segments", segments}});
  }
  return {{"total_s", step.total.value()},
          {"total", to_text(step.total)},
          {"bubble", to_text(step.parts.bubble) + ", " + percent_text(step.parts.bubble / step.total)},
          {"lanes", lanes}};
}

}  // namespace page
