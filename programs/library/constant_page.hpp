// A page of C++ that holds an answer of does_it_fit: model, plan and recipe as constants, and assertions of what was answered about
// them. It compiles while all of it is true.

#pragma once

#include "training_request.hpp"
#include <scalewall/search/training_question.hpp>

#include <string>

/// The page. What is estimated may grow by what rounding to three digits leaves, and no more. Throws `broken_rule` where hardware,
/// memory or software are not what the catalog has of them.
std::string constant_page(const training_request& request, const scalewall::training_answer& answer);
