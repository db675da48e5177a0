// Inputs that follow each other in a circle, so that no two iterations of a benchmark have the same one and
// nothing can be computed once for all of them.

#pragma once

#include <cstddef>
#include <utility>
#include <vector>

template <class Input>
class rotation {
 public:
  explicit rotation(std::vector<Input> inputs) : inputs_(std::move(inputs)) {}

  const Input& next() {
    if (++at_ == inputs_.size()) at_ = 0;
    return inputs_[at_];
  }

 private:
  std::vector<Input> inputs_;
  std::size_t at_ = 0;
};
