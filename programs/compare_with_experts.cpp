// Do we find the plans that experts settled on? For a table of their plans: whether the model says that they fit, where
// they rank among all plans, and what ours would gain.

#include "answer.hpp"
#include "checked_options.hpp"
#include "expert_report.hpp"
#include "input_file.hpp"
#include "written_document.hpp"
#include <scalewall/runs/expert_comparison.hpp>
#include <scalewall/runs/expert_recipe.hpp>

#include <CLI/CLI.hpp>

#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace sw = scalewall;

constexpr auto description = R"(Holds plans that experts settled on against the search.

A FILE is a CSV file with the columns of data/expert_recipes.csv; without one, that table of the project is taken. Every
plan is ranked among all plans of the same model, batch, GPUs, precision and kernels that fit with the allocator's margin,
one for every mesh. A plan that cannot be expressed says why. Steps are predicted, not measured: a gain below the error of
its class of runs (validate_runs) is none.)";

constexpr auto example = R"(cat > plans.csv <<END
id,kind,model,gpu,n_gpu,precision,tp,pp,cp,mbs,gbs,seq_len,distributed_optimizer
mine,performance recipe,llama3_8b,H100,8,bf16,1,1,2,1,128,8192,True
END
compare_with_experts plans.csv --format csv)";

std::vector<sw::expert_recipe> recipes_in(const std::string& file) {
  std::ifstream in = open_file(file);
  try {
    return sw::read_expert_recipes(in);
  } catch (const sw::broken_rule& broken) {
    throw sw::broken_rule(quoted_path(file) + ", " + broken.what());
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::string file = SCALEWALL_DATA "/expert_recipes.csv";
  output_format format = output_format::table;
  CLI::App app(description, "compare_with_experts");
  add_example(app, example);
  app.add_option("FILE", file, "A table of plans (default: data/expert_recipes.csv of the source tree)");
  add_format_option(app, format);

  return answer_question(app, argc, argv, [&] {
    std::vector<sw::expert_comparison> compared;
    for (sw::expert_recipe& expert : recipes_in(file))
      compared.push_back(sw::compare_with(std::move(expert), expert_report::tolerance));
    if (compared.empty()) throw std::runtime_error("there is no plan to compare with");
    switch (format) {
      case output_format::csv:
        expert_report::write_csv(std::cout, compared);
        break;
      case output_format::json:
        std::cout << expert_report::json_of(compared).dump(2) << '\n';
        break;
      case output_format::table:
      case output_format::markdown:
        write_document(std::cout, expert_report::document_of(compared), format);
        break;
    }
    return answered;
  });
}
