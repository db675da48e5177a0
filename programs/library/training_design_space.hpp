// All plans of a language model on numbers of GPUs: the answer of explore_design_space where a --model is given.

#pragma once

/// The program explore_design_space, where a --model is given.
int explore_training_plans(int argc, char** argv);
