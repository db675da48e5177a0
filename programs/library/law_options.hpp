// The options that say by which laws models and their batches grow.

#pragma once

#include <scalewall/model/model_family.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/scaling/grown_model.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/sweep/scenarios.hpp>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>
#include <utility>

inline constexpr auto sparse_deepseek_laws = scalewall::sparse_laws.with_batch(scalewall::deepseek_batch{});
inline constexpr auto sparse_fixed_laws = scalewall::sparse_laws.with_batch(scalewall::fixed_batch{});

using family_prescription = scalewall::language_model_run (*)(const scalewall::model_family& family,
                                                              std::int64_t width);

/// What laws prescribe for a family; dense ones ask no law of sparsity.
template <const auto& Laws>
scalewall::language_model_run grown_by(const scalewall::model_family& family, std::int64_t width) {
  return grown(family, Laws, width);
}

struct batch_choice {
  const char* name;
  scalewall::run_prescription dense;
  scalewall::run_prescription sparse;
  family_prescription of_family;
};

inline constexpr batch_choice batch_laws[] = {
    {"critical", scalewall::prescriptions::by<scalewall::dense_laws>,
     scalewall::prescriptions::by<scalewall::sparse_laws>, grown_by<scalewall::sparse_laws>},
    {"deepseek", scalewall::prescriptions::by<scalewall::prescriptions::deepseek_batch_laws>,
     scalewall::prescriptions::by<sparse_deepseek_laws>, grown_by<sparse_deepseek_laws>},
    {"fixed", scalewall::prescriptions::by<scalewall::prescriptions::fixed_batch_laws>,
     scalewall::prescriptions::by<sparse_fixed_laws>, grown_by<sparse_fixed_laws>},
};

struct law_options {
  bool sparse = false;
  std::string batch = "critical";

  /// Throws `broken_rule` with the names that are known.
  const batch_choice& batch_law() const { return scalewall::choose(batch_laws, "batch law", batch); }

  scalewall::run_prescription prescription() const { return sparse ? batch_law().sparse : batch_law().dense; }

  /// Dense models, critical batch
  std::string text() const {
    return std::string(sparse ? "Sparse" : "Dense") + " models, " + batch_law().name + " batch";
  }
};

/// --sparse and --batch.
std::pair<CLI::Option*, CLI::Option*> add_law_options(CLI::App& app, law_options& laws);
