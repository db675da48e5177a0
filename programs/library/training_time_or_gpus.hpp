// What training a language model takes on more or fewer GPUs: the answer of time_or_gpus where a --model is given.

#pragma once

/// The program time_or_gpus, where a --model is given.
int train_in_time_or_on_gpus(int argc, char** argv);
