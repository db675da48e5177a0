// Why no plan that options allow divides what is asked.

#pragma once

#include "training_request.hpp"

#include <string>

/// A sentence with what does not divide, where options say it; else with the options that each leave none by themselves. For
/// requests of which no plan of the space is left.
std::string reason_of_no_plan(const training_request& request);
