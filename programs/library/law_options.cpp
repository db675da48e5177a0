#include "law_options.hpp"

std::pair<CLI::Option*, CLI::Option*> add_law_options(CLI::App& app, law_options& laws) {
  return {app.add_flag("--sparse", laws.sparse, "Models with experts, more of them the wider the model"),
          app.add_option("--batch", laws.batch,
                         "How batches grow: critical, deepseek or fixed (default: critical)")
              ->type_name("LAW")};
}
