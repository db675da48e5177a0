// Answers questions, one a line of standard input: a kind and `name=value` words, question.hpp. Every line of standard
// output is an answer in such words, or `refused` and the sentence about the rule that is broken. A question that cannot be
// read ends the program with status 2.

#include "language_answers.hpp"
#include "paper_answers.hpp"
#include "plan_answers.hpp"
#include "training_answers.hpp"
#include <scalewall/error.hpp>

#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

namespace {

second::answer answer_to(const second::question& asked) {
  if (asked.kind() == "step") return second::answer_step(asked);
  if (asked.kind() == "memory") return second::answer_memory(asked);
  if (asked.kind() == "training") return second::answer_training(asked);
  if (asked.kind() == "plan") return second::answer_plan(asked);
  if (asked.kind() == "training_plan") return second::answer_training_plan(asked);
  throw std::runtime_error("there are no questions of the kind '" + asked.kind() + "'");
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  try {
    for (std::string line; std::getline(std::cin, line);) try {
        std::cout << answer_to(second::question(line)).line() << '\n';
      } catch (const scalewall::broken_rule& broken) {
        std::cout << "refused " << broken.what() << '\n';
      }
  } catch (const std::exception& wrong) {
    std::cerr << wrong.what() << '\n';
    return 2;
  }
}
