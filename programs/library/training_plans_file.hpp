// What plans of a language model come to that a CSV file lists: the answer of predict_plans where a --model is given.

#pragma once

/// The program predict_plans, where a --model is given.
int predict_training_plans(int argc, char** argv);
