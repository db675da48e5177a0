// The page's module: what its JavaScript calls. Texts are UTF-8, without a zero at their end.
//
//     at = question_room(size)        the place of a question of so many bytes, to be written there
//     answer_<view>()                 1: there is an answer; 0: there is a sentence that says why there is none
//     answer_text(), answer_size()    where it lies and how long it is, until the next question
//
// While an answer takes long it calls `page.progress(done, whole)` of its importer.

#include "page_answers.hpp"
#include "views.hpp"

#include <cstddef>
#include <string>

extern "C" __attribute__((import_module("page"), import_name("progress"))) void progress_of_importer(
    std::size_t done, std::size_t whole);

namespace {

std::string question;
page::page_text answered;

int answer(const char* view) {
  page::tell_progress = progress_of_importer;
  answered = page::answer(view, question);
  return answered.answered ? 1 : 0;
}

}  // namespace

#define PAGE_EXPORT(name) extern "C" __attribute__((export_name(#name))) auto name

PAGE_EXPORT(question_room)(std::size_t size)->char* {
  question.assign(size, '\0');
  return question.data();
}
PAGE_EXPORT(answer_catalog)()->int { return answer("catalog"); }
PAGE_EXPORT(answer_wall)()->int { return answer("wall"); }
PAGE_EXPORT(answer_plan)()->int { return answer("plan"); }
PAGE_EXPORT(answer_map)()->int { return answer("map"); }
PAGE_EXPORT(answer_help)()->int { return answer("help"); }
PAGE_EXPORT(answer_choices)()->int { return answer("choices"); }
PAGE_EXPORT(answer_fit)()->int { return answer("fit"); }
PAGE_EXPORT(answer_plans)()->int { return answer("plans"); }
PAGE_EXPORT(answer_plans_map)()->int { return answer("plans_map"); }
PAGE_EXPORT(answer_clock)()->int { return answer("clock"); }
PAGE_EXPORT(answer_measured)()->int { return answer("measured"); }
PAGE_EXPORT(answer_bands)()->int { return answer("bands"); }
PAGE_EXPORT(answer_text)()->const char* { return answered.text.data(); }
PAGE_EXPORT(answer_size)()->std::size_t { return answered.text.size(); }
