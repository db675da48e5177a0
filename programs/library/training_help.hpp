// What would help the training of a language model most: the answer of what_would_help_most where a --model is given.

#pragma once

/// The program what_would_help_most, where a --model is given.
int what_helps_training(int argc, char** argv);
