// What makes Megatron-LM run an answer: flags, or what has to change in the launch line that was asked about.

#pragma once

#include "training_request.hpp"
#include <scalewall/formats/megatron_difference.hpp>
#include <scalewall/formats/megatron_writer.hpp>
#include <scalewall/report/document.hpp>
#include <scalewall/search/training_question.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <vector>

/// Flags behind those of the model, or changes of the line; the reason where there are none.
struct training_flags {
  std::vector<std::string> flags{};
  std::string obstacle{};
};

training_flags flags_of(const training_request& request, const scalewall::training_answer& answer);

/// One flag behind the other, in lines of `width` letters; or why there are none.
void add_flags(scalewall::document& told, const std::string& title, const training_flags& written,
               std::size_t width = 110);

/// A list, or nothing where no flags say it.
nlohmann::ordered_json json_of(const training_flags& written);
