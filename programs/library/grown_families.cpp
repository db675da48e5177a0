#include "grown_families.hpp"

#include <scalewall/scaling/grown_model.hpp>
#include <scalewall/scaling/laws.hpp>

scalewall::language_model family_member(const scalewall::model_family& family, std::int64_t number) {
  const std::int64_t width = number * scalewall::family_width_step;
  return family.routed ? grown(family, scalewall::sparse_laws, width).model
                       : grown(family, scalewall::dense_laws, width).model;
}

std::string family_law_text(const scalewall::model_family& family) {
  return std::string(family.shape) + "; widths are multiples of " +
         std::to_string(scalewall::family_width_step) + "; depth" + (family.routed ? " and sparsity" : "") +
         " by the laws of arXiv 2411.01137";
}

void add_family_option(CLI::App& app, std::string& family) {
  app.add_option(
         "--family", family,
         "Models of which the largest is looked for: llama, which are dense, or deepseek, which are routed "
         "(default: llama)")
      ->type_name("NAME");
}
