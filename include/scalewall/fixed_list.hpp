// A short list that lives on the stack and in constant expressions: of memory levels, say.

#pragma once

#include <scalewall/error.hpp>

#include <cstddef>
#include <initializer_list>

namespace scalewall {

/// At most `Capacity` elements, in order. Adding one more throws `broken_rule`.
template <class Element, std::size_t Capacity>
class fixed_list {
 public:
  constexpr fixed_list() = default;
  constexpr fixed_list(std::initializer_list<Element> elements) {
    for (const Element& element : elements) push_back(element);
  }

  constexpr void push_back(const Element& element) {
    require(size_ < Capacity, "the list is full", {{"capacity", Capacity}});
    elements_[size_++] = element;
  }

  static constexpr std::size_t capacity() { return Capacity; }
  constexpr std::size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }

  constexpr Element& operator[](std::size_t index) { return elements_[index]; }
  constexpr const Element& operator[](std::size_t index) const { return elements_[index]; }
  constexpr Element& back() { return elements_[size_ - 1]; }
  constexpr const Element& back() const { return elements_[size_ - 1]; }

  constexpr Element* begin() { return elements_; }
  constexpr Element* end() { return elements_ + size_; }
  constexpr const Element* begin() const { return elements_; }
  constexpr const Element* end() const { return elements_ + size_; }

  friend constexpr bool operator==(const fixed_list& a, const fixed_list& b) {
    if (a.size_ != b.size_) return false;
    for (std::size_t i = 0; i < a.size_; ++i)
      if (!(a.elements_[i] == b.elements_[i])) return false;
    return true;
  }

 private:
  Element elements_[Capacity]{};
  std::size_t size_ = 0;
};

}  // namespace scalewall
