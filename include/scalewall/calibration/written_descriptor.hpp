// A descriptor as a C++ source file has it, by its list of members: each number under a comment that says how it was found.
//
//     {
//         .name = "xeon",
//         // Fitted to 112 multiplications in fp32; nine of ten fits to redrawn rows lie between 0.71 and 0.74.
//         .sustained_share = 0.7231,
//     }

#pragma once

#include <scalewall/calibration/descriptor_literal.hpp>
#include <scalewall/calibration/fitted.hpp>
#include <scalewall/calibration/hardware_literal.hpp>
#include <scalewall/hardware/members.hpp>
#include <scalewall/hardware/memory_level.hpp>
#include <scalewall/hardware/message_protocols.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/hardware/ring_protocols.hpp>
#include <scalewall/hardware/switch_reduction.hpp>

#include <cctype>
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace scalewall {

/// A member of an aggregate, or an element of a list, which has no name; under a comment if it has one.
struct written_member {
  std::string name;
  std::string value;
  std::string comment{};
};

namespace detail {

inline std::string assigned(const written_member& one) {
  return one.name.empty() ? one.value : "." + one.name + " = " + one.value;
}

/// The text with `before` at the beginning of every line but the first.
inline std::string continued(const std::string& lines, const std::string& before) {
  std::string made;
  for (const char c : lines) {
    made += c;
    if (c == '\n') made += before;
  }
  return made;
}

}  // namespace detail

/// Members in one line.
inline std::string aggregate(const std::vector<written_member>& members) {
  std::string written = "{";
  for (const written_member& one : members)
    written += (written.size() > 1 ? ", " : "") + detail::assigned(one);
  return written + "}";
}

/// Each on its own line.
inline std::string lines_of(const std::vector<written_member>& members) {
  std::string written = "{";
  for (const written_member& one : members) {
    if (!one.comment.empty()) written += "\n    // " + detail::continued(one.comment, "    // ");
    written += "\n    " + detail::continued(detail::assigned(one), "    ") + ",";
  }
  return written + "\n}";
}

/// A number of a descriptor as it is written: to so many digits, under a comment if it has one.
struct number_note {
  int digits = exact_digits;
  std::string comment{};
};

/// Every number that was found, with how, by its place.
template <class Descriptor>
std::vector<number_note> notes_of(const fitted_descriptor<Descriptor>& fit) {
  std::vector<number_note> notes;
  for_each_number(fit.descriptor, [&](const auto&, const auto& number) {
    const auto found = fit.of(number);
    notes.push_back(found ? number_note{measured_digits, how_found(*found)} : number_note{});
  });
  return notes;
}

/// Descriptors that stand in one line, the comments of their numbers above it.
template <class Descriptor>
inline constexpr bool in_one_line = false;
template <>
inline constexpr bool in_one_line<memory_level> = true;
template <>
inline constexpr bool in_one_line<network_level> = true;
template <>
inline constexpr bool in_one_line<message_regime> = true;

/// The types of parts that may be missing, which braces alone do not tell.
template <class Part>
inline constexpr const char* type_name = "";
template <>
inline constexpr const char* type_name<ll128_protocol> = "ll128_protocol";
template <>
inline constexpr const char* type_name<switch_reduction> = "switch_reduction";

namespace detail {

/// Takes the notes in the order of the numbers.
class descriptor_writer {
 public:
  explicit descriptor_writer(std::span<const number_note> notes) : notes_(notes) {}

  template <described Descriptor>
  std::vector<written_member> members(const Descriptor& descriptor) {
    std::vector<written_member> all;
    for_each_member<Descriptor>([&](const auto& member) {
      const auto& value = descriptor.*member.pointer;
      if constexpr (is_optional<std::remove_cvref_t<decltype(value)>>)
        if (!value) return;
      written_member one = written(value);
      one.name = member.name;
      if (member.told == presence::implied && value == Descriptor{}.*member.pointer) one.value.clear();
      all.push_back(std::move(one));
    });
    return all;
  }

  template <class Value>
  written_member written(const Value& value) {
    if constexpr (descriptor_number<Value>) {
      const number_note note = next_ < notes_.size() ? notes_[next_] : number_note{};
      ++next_;
      return {"", literal(value, note.digits), note.comment};
    } else if constexpr (is_optional<Value>) {
      written_member one = written(*value);
      one.value.insert(0, type_name<typename Value::value_type>);
      return one;
    } else if constexpr (described<Value>) {
      if constexpr (in_one_line<Value>)
        return one_line<Value>(members(value));
      else
        return {"", lines_of(told(members(value)))};
    } else if constexpr (is_described_list<Value>) {
      std::vector<written_member> elements;
      for (const auto& element : value) elements.push_back(written(element));
      return {"", lines_of(elements)};
    } else {
      return {"", literal(value)};
    }
  }

  /// Members without those that are implied.
  static std::vector<written_member> told(std::vector<written_member> members) {
    std::erase_if(members, [](const written_member& one) { return one.value.empty(); });
    return members;
  }

 private:
  /// Where more than one number can be found, a comment says whose it is.
  template <described Descriptor>
  static written_member one_line(std::vector<written_member> members) {
    int fitted = 0;
    for_each_member<Descriptor>([&](const auto& member) { fitted += member.reach.is_fitted() ? 1 : 0; });
    std::string comment;
    for (const written_member& one : members) {
      if (one.comment.empty()) continue;
      std::string whose = one.name + ". ";
      whose[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(whose[0])));
      comment += (comment.empty() ? "" : "\n") + (fitted > 1 ? whose : "") + one.comment;
    }
    return {"", aggregate(told(std::move(members))), comment};
  }

  std::span<const number_note> notes_;
  std::size_t next_ = 0;
};

}  // namespace detail

/// The members of a descriptor, with notes on its numbers by their places; numbers beyond the last have none.
template <described Descriptor>
std::vector<written_member> written_members(const Descriptor& descriptor,
                                            std::span<const number_note> notes) {
  detail::descriptor_writer writer(notes);
  return writer.told(writer.members(descriptor));
}

/// The same of a list of descriptors, in braces.
template <class List>
std::string written_list(const List& list, std::span<const number_note> notes) {
  return detail::descriptor_writer(notes).written(list).value;
}

}  // namespace scalewall
