// Fitting the constants of training time to measured runs.
//
// A constant of the catalogues says for what it holds; all runs whose machine or software has it share it. Those that were
// fitted once are fitted again, at most a factor of 4 from where they were, by calibration/robust_fit.hpp: errors are of the
// logarithm of seconds, beyond 5 % they count by their size and no longer by their square, and each source weighs as the
// root of its runs, so that one with a thousand does not decide everything.
//
// Runs that are held out are not seen; neither are fine-tuning and doubtful ones.

#pragma once

#include <scalewall/calibration/robust_fit.hpp>
#include <scalewall/estimate/training_step_estimator.hpp>
#include <scalewall/fitted_constant.hpp>
#include <scalewall/framework/time_constants.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/runs/held_out.hpp>
#include <scalewall/runs/predict_run.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

/// A constant that runs share: what it is of, and for what it holds.
struct shared_constant {
  std::string name;
  fitted_constant known{};
  std::size_t runs = 0;     ///< that have it
  std::size_t sources = 0;  ///< of how many sources
};

/// What is known of a constant of a run that is fitted: its place among the shared ones, and where it stands.
struct constant_use {
  std::size_t shared = 0;
  fitted_constant machine_constants::*of_machine = nullptr;
  std::optional<std::size_t> attention{};  ///< its place among those of attention
  fitted_constant time_constants::*of_software = nullptr;
};

/// A run with its machine and software, ready to be estimated with other constants.
struct fitted_run {
  run_configuration what{};
  training_machine machine{};
  training_software software{};
  std::vector<constant_use> uses{};
  std::shared_ptr<const remembered_prices> prices{};
  seconds measured{};
  std::string source{};

  training_step estimate(std::span<const double> values) const {
    training_machine with_machine = machine;
    training_software with_software = software;
    for (const constant_use& use : uses) {
      fitted_constant& constant = use.of_software != nullptr ? with_software.constants.*use.of_software
                                  : use.attention ? with_machine.constants.attention[*use.attention]
                                                  : with_machine.constants.*use.of_machine;
      constant.value = values[use.shared];
    }
    return estimate_training_step(what.model, what.plan, what.batch, what.recipe, with_software, with_machine,
                                  *prices);
  }
};

namespace detail {

struct machine_constant_member {
  std::string_view name;
  fitted_constant machine_constants::*place;
};

inline constexpr std::array<machine_constant_member, 6> machine_constant_members = {{
    {"products, 16 bit", &machine_constants::products_16},
    {"products, 8 bit", &machine_constants::products_8},
    {"products, nvfp4", &machine_constants::nvfp4},
    {"products, mxfp8", &machine_constants::mxfp8},
    {"products of experts", &machine_constants::grouped},
    {"odd heads", &machine_constants::odd_heads},
}};

}  // namespace detail

/// The runs that may be fitted, and the constants that they share.
class run_fit {
 public:
  /// A fit of the runs that `seen` is true of. With names in `holds_for`, of the constants that hold for one of them, and of the
  /// runs that feel any.
  template <class Seen>
  run_fit(std::span<const measured_run> runs, const Seen& seen, std::span<const std::string> holds_for = {})
      : holds_for_(holds_for.begin(), holds_for.end()) {
    std::map<std::string_view, std::shared_ptr<const remembered_prices>> prices;
    for (const measured_run& run : runs)
      if (run.configuration && run.step && run.doubt.empty() && seen(run) &&
          run.configuration->purpose == run_purpose::pre_training)
        add(run, prices);
    for (shared_constant& one : shared_) {
      std::vector<std::string_view> sources;
      for (const fitted_run& run : runs_)
        if (std::any_of(run.uses.begin(), run.uses.end(),
                        [&](const constant_use& use) { return &shared_[use.shared] == &one; }))
          ++one.runs, sources.push_back(run.source);
      std::sort(sources.begin(), sources.end());
      one.sources = static_cast<std::size_t>(std::unique(sources.begin(), sources.end()) - sources.begin());
    }
  }

  /// A fit of the runs that are not held out.
  explicit run_fit(std::span<const measured_run> runs)
      : run_fit(runs, [](const measured_run& run) { return !is_held_out_run(run.id); }) {}

  std::span<const fitted_run> runs() const { return runs_; }
  std::span<const shared_constant> shared() const { return shared_; }

  /// The values that the runs ask for; with intervals from so many fits to runs that are drawn anew.
  fit_result fit(int redraws = 0) const {
    const fit_settings settings{.redraws = redraws, .evaluations = 60, .tolerance = 1e-4};
    std::vector<fit_parameter> parameters;
    parameters.reserve(shared_.size());
    for (const shared_constant& one : shared_)
      parameters.push_back({.place = parameters.size(),
                            .start = one.known.value,
                            .least = one.known.value / 4,
                            .most = one.known.value * 4,
                            .pull = 1});
    std::map<std::string_view, std::size_t> of_source;
    for (const fitted_run& run : runs_) ++of_source[run.source];
    std::vector<fit_row> rows;
    rows.reserve(runs_.size());
    for (const fitted_run& run : runs_)
      rows.push_back({run.measured, 1 / std::sqrt(static_cast<double>(of_source[run.source]))});
    const row_predictors predict_with = [this](std::span<const double> numbers) -> row_predictor {
      std::vector<double> values(numbers.begin(), numbers.end());
      return
          [this, values = std::move(values)](std::size_t row) { return runs_[row].estimate(values).total; };
    };
    return robust_fit(parameters, rows, predict_with, settings);
  }

 private:
  void add(const measured_run& run,
           std::map<std::string_view, std::shared_ptr<const remembered_prices>>& prices) {
    fitted_run one{.what = *run.configuration, .measured = run.step->time, .source = run.source};
    try {
      one.machine = machine_of(one.what.hardware);
    } catch (const broken_rule&) {
      return;
    }
    one.software = software_of(one.what.software, one.machine);
    auto& remembered = prices[one.machine.name];
    if (remembered == nullptr) remembered = std::make_shared<const remembered_prices>();
    one.prices = remembered;
    try {
      one.estimate({});
    } catch (const broken_rule&) {
      return;
    }
    add_uses(one);
    if (holds_for_.empty() || !one.uses.empty()) runs_.push_back(std::move(one));
  }

  void add_uses(fitted_run& run) {
    for (const detail::machine_constant_member& member : detail::machine_constant_members)
      add_use(run, std::string(member.name), run.machine.constants.*member.place,
              {.of_machine = member.place});
    const auto library = static_cast<std::size_t>(run.software.attention);
    if (run.what.recipe.attention != attention_kernel::unfused)
      add_use(run, "attention of " + std::string(name(run.software.attention)),
              run.machine.constants.attention[library], {.attention = library});
    for (const time_constant_member& member : time_constant_members)
      add_use(run, std::string(member.name), run.software.constants.*member.place,
              {.of_software = member.place});
  }

  /// Where it was fitted, and the run feels it.
  void add_use(fitted_run& run, const std::string& name, const fitted_constant& known, constant_use use) {
    if (known.evidence != constant_evidence::fitted || !(known.value > 0) || !is_asked(known)) return;
    use.shared = shared_.size();
    for (std::size_t i = 0; i < shared_.size(); ++i)
      if (shared_[i].name == name && shared_[i].known.holds_for == known.holds_for) use.shared = i;
    run.uses.push_back(use);
    if (!is_felt(run, use, known.value)) {
      run.uses.pop_back();
      return;
    }
    if (use.shared == shared_.size()) shared_.push_back({.name = name, .known = known});
  }

  bool is_asked(const fitted_constant& known) const {
    return holds_for_.empty() ||
           std::find(holds_for_.begin(), holds_for_.end(), known.holds_for) != holds_for_.end();
  }

  /// Whether the step takes longer with twice the constant.
  static bool is_felt(const fitted_run& run, constant_use use, double value) {
    fitted_run alone = run;
    use.shared = 0;
    alone.uses = {use};
    const std::array<double, 1> once{value}, twice{2 * value};
    return alone.estimate(twice).total > 1.0001 * alone.estimate(once).total;
  }

  std::vector<std::string> holds_for_;
  std::vector<fitted_run> runs_;
  std::vector<shared_constant> shared_;
};

}  // namespace scalewall
