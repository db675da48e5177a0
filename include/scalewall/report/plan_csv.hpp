// Training runs by plans as comma-separated values, one a row, in full precision: what is trained, on what, by which
// plan, and what it comes to.
//
// Whoever writes plans writes these columns, and whoever reads plans finds them by the same names. So what one program
// has found can be asked of another, and comes to the same numbers.

#pragma once

#include <scalewall/cost/bottleneck.hpp>
#include <scalewall/cost/memory.hpp>
#include <scalewall/error.hpp>
#include <scalewall/estimate/overlap.hpp>
#include <scalewall/estimate/run.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/hardware/variants.hpp>
#include <scalewall/math.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/transformer.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/parallel/placement.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/parallel/plan_rules.hpp>
#include <scalewall/report/csv_reader.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/plan_text.hpp>
#include <scalewall/scaling/laws.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

/// All that a run by a plan depends on.
struct planned_run {
  cluster machines{};
  training_run wanted{};  ///< its compute follows from the model and the data
  scalewall::plan plan{};
  stack_recipe how{};
  std::int64_t idle = 0;  ///< accelerators of the cluster that the plan is not for
};

/// What a search has found, as it would be asked for.
inline planned_run planned(const cluster& machines, const training_run& wanted, const run_estimate& run) {
  const step_estimate& step = run.step;
  planned_run asked{machines, wanted, step.plan, step.how, 0};
  asked.idle = (step.accelerators - step.working).as_int64();
  return asked;
}

/// Whether every network level has as many accelerators as it joins.
inline bool fills_levels(const planned_run& asked) {
  return has_room(asked.plan, asked.machines.network, accelerators(asked.plan) + asked.idle);
}

/// Whether every microbatch of every replica has as many whole sequences.
inline bool has_whole_sequences(const planned_run& asked) {
  return count{asked.wanted.batch.sequences} % (count{asked.plan.data.total()} * asked.plan.microbatches) ==
         count{};
}

/// Whether weights, gradients, optimizer state and activations fit in memory as they do in practice, whatever rules the run
/// is estimated by. Where microbatches cut sequences, the largest one counts.
inline bool fits_memory(const planned_run& asked) {
  const mlp_transformer& model = asked.wanted.model;
  const batch& read = asked.wanted.batch;
  const std::int64_t sequences =
      math::divide_up(math::divide_up(read.sequences, asked.plan.data.total()), asked.plan.microbatches);
  const std::int64_t tokens_met = math::divide_up(sequences * read.sequence_length, model.experts);
  const memory_footprint needed = footprint(
      model, double(parameters(model)), asked.plan, tokens_met, word_size(asked.machines.gpu),
      asked.how.recompute ? activation_memory::recomputed : activation_memory::kept, plan_rules::practice);
  return needed.total() <= double(accelerators(asked.plan)) * memory_capacity(asked.machines.gpu);
}

/// A column: its name, and how its fields are written and read.
struct plan_column {
  enum class subject {
    run,    ///< what is trained on what; known before there is a plan
    plan,   ///< and how it is executed
    result  ///< of both
  };

  std::string name;
  subject of = subject::result;
  std::function<csv_field(const planned_run&, const run_estimate&)> text;

  /// Empty where the field follows from others: it is passed over.
  std::function<void(planned_run&, const csv_row&)> read{};

  /// Whether there is nothing that could be taken where it is missing.
  bool is_needed = false;
};

namespace detail {

inline bool is_given(const csv_row& row, std::string_view column) {
  return row.has(column) && !row.text(column).empty();
}

/// The makers of `plan_columns`. A member is a function that leads to it.
struct plan_columns_maker {
  using subject = plan_column::subject;

  template <class Member>
  static plan_column whole_number(const char* name, subject of, bool is_needed, Member member,
                                  std::int64_t least = 1) {
    return {name, of,
            [member](const planned_run& asked, const run_estimate&) -> csv_field { return member(asked); },
            [=](planned_run& asked, const csv_row& row) {
              const std::int64_t value = row.integer(name);
              if (value < least) row.reject(name, "the number is at least " + std::to_string(least));
              member(asked) = value;
            },
            is_needed};
  }

  static plan_column degrees(const char* name, bool is_needed, level_degrees plan::*axis) {
    return {
        name, subject::plan,
        [axis](const planned_run& asked, const run_estimate&) -> csv_field {
          return to_text(asked.plan.*axis, asked.machines.network.size());
        },
        [=](planned_run& asked, const csv_row& row) { asked.plan.*axis = row.as(name, read_level_degrees); },
        is_needed};
  }

  static plan_column total_degree(const char* name, level_degrees plan::*axis) {
    return {name, subject::plan, [axis](const planned_run& asked, const run_estimate&) -> csv_field {
              return (asked.plan.*axis).total();
            }};
  }

  static plan_column flag(const char* name, bool stack_recipe::*which) {
    return choice(name, &planned_run::how, which, true, false);
  }

  /// A flag that stands for one of two values.
  template <class Whole, class Value>
  static plan_column choice(const char* name, Whole planned_run::*whole, Value Whole::*member, Value one,
                            Value zero) {
    return {
        name, subject::plan,
        [=](const planned_run& asked, const run_estimate&) -> csv_field {
          return asked.*whole.*member == one;
        },
        [=](planned_run& asked, const csv_row& row) { asked.*whole.*member = row.flag(name) ? one : zero; }};
  }

  template <class Number>
  static plan_column of_run(const char* name, Number number) {
    return {name, subject::run, [number](const planned_run& asked, const run_estimate&) -> csv_field {
              return number(asked.wanted);
            }};
  }

  static plan_column check(const char* name, bool (*holds)(const planned_run&)) {
    return {name, subject::result,
            [holds](const planned_run& asked, const run_estimate&) -> csv_field { return holds(asked); }};
  }

  template <class Number>
  static plan_column result(const char* name, Number number) {
    return {name, subject::result,
            [number](const planned_run&, const run_estimate& run) -> csv_field { return number(run); }};
  }
};

inline std::vector<plan_column> make_plan_columns() {
  using make = plan_columns_maker;
  using enum plan_column::subject;
  constexpr bool needed = true, optional = false;
  return {
      {"gpu", run,
       [](const planned_run& asked, const run_estimate&) -> csv_field { return asked.machines.name; },
       [](planned_run& asked, const csv_row& row) {
         asked.machines = row.as("gpu", [&](std::string_view name) {
           const cluster& begun_with = asked.machines;
           if (!begun_with.name.empty() && is_same_name(begun_with.name, name)) return begun_with;
           return choose(catalog::all, "GPU", name);
         });
       },
       needed},
      {"gpus_per_node", run,
       [](const planned_run& asked, const run_estimate&) -> csv_field {
         const std::int64_t size = asked.machines.network[0].size;
         return size == unbounded ? csv_field("") : csv_field(size);
       },
       [](planned_run& asked, const csv_row& row) {
         const std::int64_t number = row.integer("gpus_per_node");
         asked.machines = row.as("gpus_per_node", [&](std::string_view) {
           return asked.machines | with_accelerators_per_node(number);
         });
       }},
      make::whole_number("layers", run, needed,
                         [](auto& asked) -> auto& { return asked.wanted.model.layers; }),
      make::whole_number("d_model", run, needed,
                         [](auto& asked) -> auto& { return asked.wanted.model.d_model; }),
      make::whole_number("d_ff", run, needed, [](auto& asked) -> auto& { return asked.wanted.model.d_ff; }),
      make::whole_number("sparsity", run, optional,
                         [](auto& asked) -> auto& { return asked.wanted.model.experts; }),
      make::of_run("parameters", [](const training_run& wanted) { return parameters(wanted.model); }),
      make::whole_number("batch_sequences", run, needed,
                         [](auto& asked) -> auto& { return asked.wanted.batch.sequences; }),
      make::whole_number("seq_len", run, optional,
                         [](auto& asked) -> auto& { return asked.wanted.batch.sequence_length; }),
      make::of_run("batch_tokens", [](const training_run& wanted) { return token_count(wanted.batch); }),
      {"training_tokens", run,
       [](const planned_run& asked, const run_estimate&) -> csv_field { return asked.wanted.data; },
       [](planned_run& asked, const csv_row& row) {
         const double read = row.number("training_tokens");
         if (!(read > 0)) row.reject("training_tokens", "the number is positive");
         asked.wanted.data = tokens::from_value(read);
       }},
      make::of_run("training_flop", [](const training_run& wanted) { return wanted.compute; }),
      make::whole_number("microbatches", plan, needed,
                         [](auto& asked) -> auto& { return asked.plan.microbatches; }),
      make::degrees("dp_levels", needed, &plan::data),
      make::degrees("tp_model_levels", needed, &plan::tensor_model),
      make::degrees("tp_ff_levels", needed, &plan::tensor_ff),
      make::degrees("pp_levels", needed, &plan::pipeline),
      make::degrees("ep_levels", optional, &plan::expert),
      make::total_degree("dp", &plan::data),
      make::total_degree("tp_model", &plan::tensor_model),
      make::total_degree("tp_ff", &plan::tensor_ff),
      make::total_degree("pp", &plan::pipeline),
      make::total_degree("ep", &plan::expert),
      make::whole_number("interleave", plan, optional,
                         [](auto& asked) -> auto& { return asked.plan.interleaving; }),
      make::choice("zero_bubble", &planned_run::plan, &plan::schedule, pipeline_schedule::zero_bubble,
                   pipeline_schedule::one_forward_one_backward),
      make::whole_number(
          "idle_gpus", plan, optional, [](auto& asked) -> auto& { return asked.idle; }, 0),
      make::result("gpus", [](const run_estimate& run) { return run.step.accelerators; }),
      make::flag("recompute", &stack_recipe::recompute),
      make::flag("overlap_tp", &stack_recipe::overlap_tensor),
      make::flag("overlap_pp", &stack_recipe::overlap_pipeline),
      make::flag("overlap_dp", &stack_recipe::overlap_data),
      make::choice("reference_rules", &planned_run::how, &stack_recipe::rules, plan_rules::reference,
                   plan_rules::practice),
      make::choice("zero_bubble_latency", &planned_run::how, &stack_recipe::latency_reading,
                   zero_bubble_latency::larger_of_both, zero_bubble_latency::hidden),
      make::result("run_time_s", [](const run_estimate& run) { return run.duration(); }),
      make::result("utilization", [](const run_estimate& run) { return run.step.utilization; }),
      make::result("tp_comm_s", [](const run_estimate& run) { return run.tensor_communication(); }),
      make::result("dp_comm_s", [](const run_estimate& run) { return run.data_communication(); }),
      make::result("pp_ep_comm_s", [](const run_estimate& run) { return run.pipeline_communication(); }),
      make::result("latency_s", [](const run_estimate& run) { return run.network_latency(); }),
      make::result("tokens_per_s_per_gpu", [](const run_estimate& run) { return run.throughput(); }),
      make::result("hidden_comm_s",
                   [](const run_estimate& run) { return run.steps * run.step.hidden_communication(); }),
      make::result("memory_bytes", [](const run_estimate& run) { return run.step.memory.total(); }),
      make::check("levels_filled", fills_levels),
      make::check("memory_fits", fits_memory),
      make::check("fits",
                  [](const planned_run& asked) {
                    return fills_levels(asked) && has_whole_sequences(asked) && fits_memory(asked);
                  }),
      make::result("bound_by", [](const run_estimate& run) { return name(run.step.bound_by); })};
}

}  // namespace detail

/// All columns. Degrees per network level are written the inner one first, `4x8`; times are those of the whole run,
/// memory is that of the whole cluster; a GPU goes by its name in the catalog.
inline const std::vector<plan_column> plan_columns = detail::make_plan_columns();

inline std::vector<std::string> plan_column_names() {
  std::vector<std::string> names;
  names.reserve(plan_columns.size());
  for (const plan_column& column : plan_columns) names.push_back(column.name);
  return names;
}

/// The fields of `plan_columns`.
inline std::vector<csv_field> plan_fields(const planned_run& asked, const run_estimate& run) {
  std::vector<csv_field> fields;
  fields.reserve(plan_columns.size());
  for (const plan_column& column : plan_columns) fields.push_back(column.text(asked, run));
  return fields;
}

/// The same where there is no plan: what is trained on what, and empty fields.
inline std::vector<csv_field> fields_without_plan(const cluster& machines, const training_run& wanted) {
  std::vector<csv_field> fields;
  fields.reserve(plan_columns.size());
  for (const plan_column& column : plan_columns) {
    const bool is_known = column.of == plan_column::subject::run;
    fields.push_back(is_known ? column.text({.machines = machines, .wanted = wanted}, {}) : "");
  }
  return fields;
}

/// Whether what a row needs to have a plan is missing altogether.
inline bool has_no_plan(const csv_row& row) {
  return std::none_of(plan_columns.begin(), plan_columns.end(), [&](const plan_column& column) {
    return column.of == plan_column::subject::plan && column.is_needed && detail::is_given(row, column.name);
  });
}

/// What a row asks for. Taken where a column or a field is missing: what a `planned_run` begins with, the `rules`, and 20
/// tokens for every parameter. A GPU is one of the catalog, or that of `described` by its name. Throws `broken_rule` with the
/// place.
inline planned_run read_planned_run(const csv_row& row, plan_rules rules = plan_rules::practice,
                                    const cluster& described = {}) {
  planned_run asked{.machines = described};
  asked.how.rules = rules;
  for (const plan_column& column : plan_columns)
    if (column.read && (column.is_needed || detail::is_given(row, column.name))) column.read(asked, row);
  training_run& wanted = asked.wanted;
  try {
    if (!detail::is_given(row, "training_tokens"))
      wanted.data = tokens_per_parameter{}(double(parameters(wanted.model)));
    wanted.compute = training_flop_per_token(wanted.model) * wanted.data;
  } catch (const broken_rule& broken) {
    throw broken_rule("line " + std::to_string(row.line()) + ": " + broken.what());
  }
  return asked;
}

}  // namespace scalewall
