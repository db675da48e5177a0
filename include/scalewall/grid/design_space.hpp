// A design space: every combination of clusters, models, goals and plan spaces is a question.
//
// Questions are numbered from 0, in the order of the axes, the last of which runs fastest. A question is made when it
// is asked for, so a space takes no more memory than its axes.

#pragma once

#include <scalewall/analysis/study.hpp>
#include <scalewall/count.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/hardware/variants.hpp>
#include <scalewall/parallel/plan_rules.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/search/space.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace scalewall {

/// In one design space.
inline constexpr std::int64_t max_questions = 1'000'000'000;

namespace detail {

/// The choice on `axis` of what `number` says, which is left to say the choices on the axes before it.
template <class Choice>
const Choice& pick(const std::vector<Choice>& axis, std::int64_t& number) {
  const auto size = static_cast<std::int64_t>(axis.size());
  const std::int64_t chosen = number % size;
  number /= size;
  return axis[static_cast<std::size_t>(chosen)];
}

/// One of the members of several families, which are numbered one family after the other.
template <class Family>
auto member_of(const std::vector<Family>& families, std::int64_t number) {
  auto family = families.begin();
  for (; number >= family->size(); ++family) number -= family->size();
  return family->at(number);
}

/// Throws `broken_rule` from a billion on.
inline std::int64_t checked_size(count questions) {
  require(questions <= count{max_questions}, "a design space has at most a billion questions",
          {{"questions", double(questions)}});
  return questions.as_int64();
}

template <class... Axes>
std::int64_t combinations(const Axes&... axes) {
  count product = 1;
  ((product = checked_size(product * axes.size())), ...);
  return product.as_int64();
}

template <class Family>
count members_of(const std::vector<Family>& families) {
  count sum;
  for (const Family& family : families) sum += family.size();
  return checked_size(sum);
}

}  // namespace detail

/// What of a cluster can be multiplied: the parameters of a study that are its hardware's, and all latencies together. What
/// is multiplied, if only by 1, is at the reference's prices.
inline std::vector<parameter> hardware_parameters(const cluster& machines) {
  const study subject = at_reference_prices({.machines = machines});
  std::vector<parameter> known = {{"latencies", [](study changed, double factor) {
                                     changed.machines = changed.machines | latencies_divided_by(1 / factor);
                                     return changed;
                                   }}};
  for (parameter& one : parameters_of(subject))
    if (one.scaled(subject, one.step).machines != subject.machines) known.push_back(std::move(one));
  return known;
}

struct varied_parameter {
  parameter what;
  std::vector<double> factors;
};

/// A parameter of a cluster, and the factor by which it is multiplied.
struct parameter_factor {
  parameter what;
  double factor = 1;
};

/// The cluster with its parameters multiplied, in the order of their names: products of three numbers are rounded alike
/// in whatever order the factors are given.
inline cluster multiplied(const cluster& machines, std::vector<parameter_factor> factors) {
  std::sort(factors.begin(), factors.end(),
            [](const parameter_factor& a, const parameter_factor& b) { return a.what.name < b.what.name; });
  study changed{.machines = machines};
  for (const parameter_factor& one : factors) changed = one.what.scaled(std::move(changed), one.factor);
  return changed.machines;
}

/// A cluster, and the factors by which its parameters have been multiplied.
struct cluster_choice {
  cluster machines;
  std::vector<std::pair<std::string, double>> factors;
};

/// One cluster in all combinations of factors.
struct cluster_family {
  cluster machines;
  std::vector<varied_parameter> varied{};

  /// The name of machines that are not of the catalog, to which they refer.
  std::shared_ptr<const std::string> own_name{};

  std::int64_t size() const {
    std::int64_t product = 1;
    for (const varied_parameter& one : varied)
      product = detail::checked_size(count{product} * one.factors.size());
    return product;
  }

  cluster_choice at(std::int64_t number) const {
    std::vector<parameter_factor> factors;
    for (auto one = varied.rbegin(); one != varied.rend(); ++one)
      factors.push_back({one->what, detail::pick(one->factors, number)});
    std::reverse(factors.begin(), factors.end());
    cluster_choice chosen{multiplied(machines, factors), {}};
    for (const parameter_factor& one : factors) chosen.factors.emplace_back(one.what.name, one.factor);
    return chosen;
  }
};

/// A scaling law that has been chosen while the program runs.
template <class Result, class... Arguments>
struct named_law {
  std::string name;
  std::function<Result(Arguments...)> law;
  Result operator()(Arguments... arguments) const { return law(arguments...); }
};

using chosen_depth = named_law<std::int64_t, std::int64_t, std::int64_t>;
using chosen_sparsity = named_law<std::int64_t, std::int64_t, std::int64_t>;
using chosen_batch = named_law<std::int64_t, flop, std::int64_t, std::int64_t>;
using chosen_laws = scaling_laws<chosen_depth, chosen_sparsity, chosen_batch, tokens_per_parameter>;

struct model_choice {
  std::int64_t d_model = 0;
  std::optional<std::int64_t> d_ff;  ///< nothing: 4 d_model
  chosen_laws laws;
  std::int64_t sequence_length = 0;

  /// Throws `broken_rule` where the laws prescribe no run.
  training_run wanted() const {
    if (!d_ff) return laws(d_model, sequence_length);
    mlp_transformer model{.d_model = d_model, .d_ff = *d_ff};
    model.layers = laws.depth(d_model, *d_ff);
    model.experts = laws.sparsity(d_model, *d_ff);
    return laws.run_of(model, sequence_length);
  }
};

/// Models of all combinations of widths and laws.
struct transformer_family {
  std::vector<std::int64_t> d_model;
  std::vector<std::optional<std::int64_t>> d_ff = {std::nullopt};
  std::vector<chosen_depth> depth = {{"fitted", fitted_depth{}}};
  std::vector<chosen_sparsity> sparsity = {{"dense", dense{}}};
  std::vector<chosen_batch> batch = {{"critical", critical_batch{}}};
  std::vector<tokens_per_parameter> data = {{}};
  std::vector<std::int64_t> sequence_length = {2048};

  std::int64_t size() const {
    return detail::combinations(d_model, d_ff, depth, sparsity, batch, data, sequence_length);
  }

  model_choice at(std::int64_t number) const {
    model_choice chosen;
    chosen.sequence_length = detail::pick(sequence_length, number);
    chosen.laws.data = detail::pick(data, number);
    chosen.laws.batch = detail::pick(batch, number);
    chosen.laws.sparsity = detail::pick(sparsity, number);
    chosen.laws.depth = detail::pick(depth, number);
    chosen.d_ff = detail::pick(d_ff, number);
    chosen.d_model = detail::pick(d_model, number);
    return chosen;
  }
};

/// The time that a run may take on the smallest cluster that is in time, or the accelerators it has.
using goal = std::variant<seconds, count>;

/// Plans to look at, and the rules that they keep.
struct named_plan_space {
  std::string_view name;
  plan_space space;
  plan_rules rules;
};

inline constexpr named_plan_space known_plan_spaces[] = {
    {"reference", space::reference, plan_rules::reference},
    {"rules of thumb", default_space(plan_rules::practice), plan_rules::practice},
    {"full", space::full, plan_rules::practice}};

struct question {
  cluster_choice hardware;
  model_choice model;
  goal aim;
  named_plan_space within;
};

struct design_space {
  std::vector<cluster_family> clusters;
  std::vector<transformer_family> models;
  std::vector<goal> goals;
  std::vector<named_plan_space> plans = {known_plan_spaces[1]};

  /// Throws `broken_rule` if there are more than a billion questions.
  std::int64_t size() const {
    const count combined = detail::members_of(clusters) * detail::members_of(models);
    return detail::checked_size(detail::checked_size(combined) * count{detail::combinations(goals, plans)});
  }

  /// `number` lies below the size.
  question at(std::int64_t number) const {
    question asked;
    asked.within = detail::pick(plans, number);
    asked.aim = detail::pick(goals, number);
    const std::int64_t number_of_models = detail::members_of(models).as_int64();
    asked.model = detail::member_of(models, number % number_of_models);
    asked.hardware = detail::member_of(clusters, number / number_of_models);
    return asked;
  }
};

}  // namespace scalewall
