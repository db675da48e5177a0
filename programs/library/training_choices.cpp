#include "training_choices.hpp"

#include <scalewall/error.hpp>

#include <cstddef>
#include <vector>

std::int64_t value_of(const degree_choice& choice, const scalewall::training_plan& plan) {
  if (choice.degree != nullptr) return plan.mesh.*choice.degree;
  return choice.allowed == &scalewall::training_space::chunks ? plan.layout.chunks : plan.microbatch;
}

scalewall::allowed allowed_degrees(const std::string& option, const std::string& text) {
  const std::string rule = "a whole number from 1 on, or two of them as in 4..16";
  const auto number = [&](const std::string& part) {
    const auto value = scalewall::spelled_number<std::int64_t>(part);
    if (!value || *value < 1)
      throw scalewall::broken_rule(option + " is " + rule + ", not " + scalewall::quoted_text(text));
    return *value;
  };
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) return scalewall::exactly(number(text));
  const scalewall::allowed range{.least = number(text.substr(0, dots)),
                                 .most = number(text.substr(dots + 2))};
  if (range.least > range.most)
    throw scalewall::broken_rule(option + " begins with the lesser number, unlike " +
                                 scalewall::quoted_text(text));
  return range;
}

scalewall::recomputation recomputation_named(const std::string& text) {
  namespace sw = scalewall;
  struct choice {
    std::string_view name;
    sw::recomputation recompute;
  };
  std::vector<choice> known = {{"none", {}},
                               {"full", sw::full_recomputation},
                               {"selective", sw::selective_recomputation},
                               {"op", sw::recomputation_by_operation}};
  for (const sw::recompute_module& one : sw::every_recompute_module) {
    known.push_back({one.name, {.granularity = sw::recompute_granularity::selective}});
    known.back().recompute.modules.*one.taken = true;
  }
  sw::recomputation whole;
  std::size_t begin = 0;
  for (std::size_t comma = 0; comma != std::string::npos; begin = comma + 1) {
    comma = text.find(',', begin);
    const std::string name = text.substr(begin, comma == std::string::npos ? comma : comma - begin);
    const sw::recomputation& part = sw::choose(known, "recomputation", name).recompute;
    if (text == name) return part;
    if (part.granularity != sw::recompute_granularity::selective || part.every_second_product)
      throw sw::broken_rule("--recompute is none, full, op or a list of modules, not " +
                            sw::quoted_text(text));
    whole.granularity = part.granularity;
    for (const sw::recompute_module& one : sw::every_recompute_module)
      if (part.modules.*one.taken) whole.modules.*one.taken = true;
  }
  return whole;
}

std::string_view precision_name(scalewall::training_format format) {
  for (const training_format_choice& one : known_training_formats)
    if (one.format == format) return one.name;
  return {};
}

std::string_view attention_name(scalewall::attention_kernel kernel) {
  for (const attention_kernel_choice& one : known_attention_kernels)
    if (one.kernel == kernel) return one.name;
  return {};
}

std::string_view framework_name(const scalewall::training_software& software) {
  for (const framework_choice& one : known_frameworks)
    if (one.family == software.family && one.kind == software.kind) return one.name;
  return {};
}

scalewall::software_release release_named(const std::string& text) {
  const std::size_t dot = text.find('.');
  const auto part = [&](const std::string& digits) {
    const auto value = scalewall::spelled_number<std::int64_t>(digits);
    return value && digits.size() == 2 ? static_cast<int>(*value) : 0;
  };
  const scalewall::software_release release{dot == std::string::npos ? 0 : part(text.substr(0, dot)),
                                            dot == std::string::npos ? 0 : part(text.substr(dot + 1))};
  if (release.year < 1 || release.month < 1 || release.month > 12)
    throw scalewall::broken_rule("--release is a year and a month as in 25.04, not " +
                                 scalewall::quoted_text(text));
  return release;
}
