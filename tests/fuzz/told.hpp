// What readers say of any bytes: sentences and notes of which a terminal obeys nothing.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/understanding.hpp>
#include <scalewall/quoted_text.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>

inline void hold(bool holds) {
  if (!holds) std::abort();
}

/// Every line of the notes is printable, and they are JSON.
inline void check_notes(const scalewall::understanding& notes) {
  const std::string text = to_text(notes);
  for (std::size_t first = 0, last = 0; first < text.size(); first = last + 1) {
    last = std::min(text.find('\n', first), text.size());
    const std::string line = text.substr(first, last - first);
    hold(scalewall::printable_text(line) == line);
  }
  hold(!nlohmann::ordered_json(notes).dump().empty());
}

/// A rule that is broken is a printable sentence that is not too long.
template <class Read>
void tell(const Read& read) {
  try {
    read();
  } catch (const scalewall::broken_rule& broken) {
    const std::string_view sentence = broken.what();
    hold(!sentence.empty() && sentence.size() < 2000 && scalewall::printable_text(sentence) == sentence);
  }
}
