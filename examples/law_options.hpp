// The options that say by which laws models and their batches grow.

#pragma once

#include <scalewall/named_choice.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/sweep/scenarios.hpp>

#include <CLI/CLI.hpp>

#include <string>
#include <utility>

inline constexpr auto sparse_deepseek_laws = scalewall::sparse_laws.with_batch(scalewall::deepseek_batch{});
inline constexpr auto sparse_fixed_laws = scalewall::sparse_laws.with_batch(scalewall::fixed_batch{});

struct batch_choice {
  const char* name;
  scalewall::run_prescription dense;
  scalewall::run_prescription sparse;
};

inline constexpr batch_choice batch_laws[] = {
    {"critical", scalewall::prescriptions::by<scalewall::dense_laws>,
     scalewall::prescriptions::by<scalewall::sparse_laws>},
    {"deepseek", scalewall::prescriptions::by<scalewall::prescriptions::deepseek_batch_laws>,
     scalewall::prescriptions::by<sparse_deepseek_laws>},
    {"fixed", scalewall::prescriptions::by<scalewall::prescriptions::fixed_batch_laws>,
     scalewall::prescriptions::by<sparse_fixed_laws>},
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
inline std::pair<CLI::Option*, CLI::Option*> add_law_options(CLI::App& app, law_options& laws) {
  return {app.add_flag("--sparse", laws.sparse, "Models with experts, more of them the wider the model"),
          app.add_option("--batch", laws.batch,
                         "How batches grow: critical, deepseek or fixed (default: critical)")
              ->type_name("LAW")};
}
