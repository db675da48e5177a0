// The rules that a plan keeps, and the count of its memory.
//
//                          practice                                    reference
//     a batch divides      into whole sequences                        into tokens
//     network levels       are filled, whole nodes                     take whatever a plan puts there
//     zero bubble          is a schedule of several stages             also of a single one
//     memory holds         weights, gradients, master weights,         weights, four words of optimizer state for
//                          moments, activations                        each, activations that are recomputed
//     in flight            as many microbatches as there are, more     one for every stage, whatever there are
//                          where stages are interleaved
//
// The reference is what the published simulation behind Erdil & Schneider-Joseph 2024 (arXiv 2411.01137) does, and what
// the tables under tests/golden hold: step.csv has rows of each of these kinds. Times follow the same formulas.

#pragma once

namespace scalewall {

enum class plan_rules { practice, reference };

}  // namespace scalewall
