// Answers questions of the page natively, for tests: every line of standard input is the name of a view, a blank and a
// question; every line of standard output is what the page's module would say, behind 1 for an answer or 0 for a sentence.

#include "page_answers.hpp"

#include <iostream>
#include <string>
#include <string_view>

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    const std::size_t blank = line.find(' ');
    const std::string_view whole = line;
    const auto [answered, text] = page::answer(whole.substr(0, blank), whole.substr(blank + 1));
    std::cout << answered << ' ' << text << '\n';
  }
}
