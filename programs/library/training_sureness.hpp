// How sure the step of a language model is: the answer of how_sure_are_we where a --model is given.

#pragma once

/// The program how_sure_are_we, where a --model is given.
int sure_of_training(int argc, char** argv);
