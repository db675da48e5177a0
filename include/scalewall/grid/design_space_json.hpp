// A design space as it stands in a file.
//
//     {
//       "clusters": ["A100 SXM",
//                    {"name": "H100 SXM", "factors": {"InfiniBand bandwidth": [1, 2, 4], "latencies": [1, 0.1]},
//                     "watts_per_gpu": 1400, "price_per_gpu_hour": 2.5}],
//       "models": {"d_model": {"from": 12288, "to": 196608, "times": 2}, "experts": ["dense", "with width"],
//                  "batch_sequences": ["critical", 4096]},
//       "deadlines_in_months": [1, 3],
//       "gpus": {"from": 1024, "to": 65536, "times": 4},
//       "plans": ["reference", "full"],
//       "hardware": [{"name": "ours", "like": "H100 SXM", "network_one_way_bytes_per_s_per_gpu": 2.5e10}]
//     }
//
// What `hardware` describes (formats/hardware_file.hpp) can be named in `clusters`.
//
// Wherever a value may stand there may be a list of them, and of numbers a range: `from` and `to`, both included, and
// one of `by` (1 where neither is there) and `times`. For whole numbers `"by": "curve"` takes the widths of the paper's
// curves that lie in between.

#pragma once

#include <scalewall/formats/hardware_file.hpp>
#include <scalewall/grid/design_space.hpp>
#include <scalewall/grid/ranges.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/report/placed_json.hpp>
#include <scalewall/sweep/curve.hpp>

#include <nlohmann/json.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

/// What makes hardware of its description. Throws `broken_rule` where it cannot.
using hardware_reader = described_hardware (*)(std::string_view);

namespace detail {

template <class Number>
Number read_number(const placed_json& json, const std::string& what) {
  if constexpr (std::integral<Number>)
    return json.whole_number(what);
  else
    return json.positive_number(what);
}

template <class Number>
std::vector<Number> read_range(const placed_json& json) {
  json.require_keys("a range", {{"from"}, {"to"}, {"by"}, {"times"}});
  const auto number = [](const placed_json& value) {
    return read_number<Number>(value, "a bound or a step of a range");
  };
  const Number from = number(json.at("from"));
  const Number to = number(json.at("to"));
  const auto by = json.find("by");
  const auto times = json.find("times");
  if (by && times) json.reject("a range goes by steps or by factors, not both");
  if constexpr (std::integral<Number>)
    if (by && by->says("curve")) {
      auto widths = model_widths(from, to);
      if (widths.empty())
        json.reject("the curves of the paper have no width from " + std::to_string(from) + " to " +
                    std::to_string(to));
      return widths;
    }
  const Number step = by ? number(*by) : times ? number(*times) : Number{1};
  return json.as([&] { return times ? range_times(from, to, step) : range_by(from, to, step); });
}

/// The numbers of an axis, each of which is a `what`.
template <class Number>
std::vector<Number> read_numbers(const placed_json& json, const std::string& what) {
  std::vector<Number> numbers;
  for (const placed_json& choice : json.choices()) {
    if (choice.is_object())
      for (const Number number : read_range<Number>(choice)) numbers.push_back(number);
    else
      numbers.push_back(read_number<Number>(choice, what));
    if (static_cast<std::int64_t>(numbers.size()) > max_axis_values)
      json.reject("an axis has at most a million values");
  }
  return numbers;
}

/// Laws by name, or numbers that hold whatever the model.
template <class Law>
std::vector<Law> read_laws(const placed_json& json, const std::string& what, const std::vector<Law>& known) {
  std::vector<Law> laws;
  for (const placed_json& choice : json.choices()) {
    if (choice.is_text())
      laws.push_back(choice.choose_from(known, what + " law"));
    else
      for (const std::int64_t number : read_numbers<std::int64_t>(choice, what))
        laws.push_back({"given", [number](auto...) { return number; }});
  }
  return laws;
}

/// A cluster that a design space may name: of the catalog, or described beside it.
struct named_family {
  std::string_view name;
  cluster_family family;
};

/// The hardware that a design space describes, before the catalog.
inline std::vector<named_family> read_known_clusters(const placed_json& json, hardware_reader read_hardware) {
  std::vector<named_family> known;
  if (const auto descriptions = json.find("hardware"))
    for (const placed_json& one : descriptions->choices()) {
      const described_hardware read = one.as([&] { return read_hardware(one.dump()); });
      const auto name = std::make_shared<const std::string>(read.name);
      for (const named_family& other : known)
        if (is_same_name(other.name, *name)) one.reject("hardware of that name is described twice");
      known.push_back({*name, {.machines = read.machines | named(*name), .own_name = name}});
    }
  for (const cluster& one : catalog::all) known.push_back({one.name, {.machines = one}});
  return known;
}

inline cluster_family read_cluster_family(const placed_json& json,
                                          const std::vector<named_family>& clusters) {
  if (json.is_text()) return json.choose_from(clusters, "GPU").family;
  json.require_keys("a cluster", {{"name"}, {"factors"}, {"watts_per_gpu"}, {"price_per_gpu_hour"}});
  cluster_family family = json.at("name").choose_from(clusters, "GPU").family;
  if (const auto power = json.find("watts_per_gpu"))
    family.machines = family.machines | drawing(power->positive_number("power") * 1_W);
  if (const auto price = json.find("price_per_gpu_hour"))
    family.machines = family.machines | costing(price->positive_number("a price") * 1_dollars_per_h);
  if (const auto factors = json.find("factors")) {
    const std::vector<parameter> known = hardware_parameters(family.machines);
    for (const auto& [name, values] : factors->members()) {
      const parameter what = values.choose(known, "parameter of " + std::string(family.machines.name), name);
      for (const varied_parameter& one : family.varied)
        if (one.what.name == what.name) values.reject("a parameter is varied once");
      family.varied.push_back({what, read_numbers<double>(values, "a factor")});
    }
  }
  return family;
}

inline transformer_family read_transformer_family(const placed_json& json) {
  json.require_keys("a model", {{"d_model"},
                                {"d_ff"},
                                {"layers"},
                                {"experts"},
                                {"batch_sequences"},
                                {"tokens_per_parameter"},
                                {"sequence_length"}});
  transformer_family family{read_numbers<std::int64_t>(json.at("d_model"), "a width")};
  if (const auto widths = json.find("d_ff")) {
    family.d_ff.clear();
    for (const std::int64_t width : read_numbers<std::int64_t>(*widths, "a width"))
      family.d_ff.emplace_back(width);
  }
  if (const auto layers = json.find("layers"))
    family.depth = read_laws<chosen_depth>(*layers, "depth", {{"fitted", fitted_depth{}}});
  if (const auto experts = json.find("experts"))
    family.sparsity = read_laws<chosen_sparsity>(*experts, "sparsity",
                                                 {{"dense", dense{}}, {"with width", sparsity_with_width{}}});
  if (const auto sequences = json.find("batch_sequences"))
    family.batch = read_laws<chosen_batch>(
        *sequences, "batch",
        {{"critical", critical_batch{}}, {"deepseek", deepseek_batch{}}, {"fixed", fixed_batch{}}});
  if (const auto ratios = json.find("tokens_per_parameter")) {
    family.data.clear();
    for (const double ratio : read_numbers<double>(*ratios, "a ratio")) family.data.push_back({ratio});
  }
  if (const auto lengths = json.find("sequence_length"))
    family.sequence_length = read_numbers<std::int64_t>(*lengths, "the length of a sequence");
  return family;
}

inline std::vector<goal> read_goals(const placed_json& json) {
  std::vector<goal> goals;
  if (const auto deadlines = json.find("deadlines_in_months"))
    for (const double months : read_numbers<double>(*deadlines, "a deadline"))
      goals.emplace_back(months * 1_months);
  if (const auto gpus = json.find("gpus"))
    for (const std::int64_t number : read_numbers<std::int64_t>(*gpus, "a number of GPUs"))
      goals.emplace_back(count{number});
  if (goals.empty()) json.reject("one of the keys 'deadlines_in_months' and 'gpus' is there");
  return goals;
}

}  // namespace detail

/// Throws `broken_rule`, with the path to what is wrong. `read_hardware` reads what the key 'hardware' describes.
inline design_space read_design_space(const nlohmann::json& file,
                                      hardware_reader read_hardware = read_hardware_description) {
  const placed_json json(file);
  json.require_keys("a design space",
                    {{"clusters"}, {"models"}, {"deadlines_in_months"}, {"gpus"}, {"plans"}, {"hardware"}});
  design_space read;
  const std::vector<detail::named_family> known = detail::read_known_clusters(json, read_hardware);
  for (const placed_json& one : json.at("clusters").choices())
    read.clusters.push_back(detail::read_cluster_family(one, known));
  for (const placed_json& one : json.at("models").choices())
    read.models.push_back(detail::read_transformer_family(one));
  read.goals = detail::read_goals(json);
  if (const auto plans = json.find("plans")) {
    read.plans.clear();
    for (const placed_json& name : plans->choices())
      read.plans.push_back(name.choose_from(known_plan_spaces, "plan space"));
  }
  json.as([&] { return read.size(); });
  return read;
}

}  // namespace scalewall
