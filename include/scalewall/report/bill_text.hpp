// A bill of work as tables: what stands on which stage, what a layer of each kind asks for in a microbatch, and what
// happens once a step.

#pragma once

#include <scalewall/parallel/bill_of.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/table.hpp>

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

namespace scalewall {

namespace detail {

inline std::string shape_text(const work::matmul& product) {
  const std::string shape = std::to_string(product.rows) + " x " + std::to_string(product.columns) + ", " +
                            std::to_string(product.tokens) + " tokens, " + std::string(name(product.format));
  return product.groups == 0 ? shape : std::to_string(product.groups) + " of " + shape;
}

inline std::string shape_text(const work::attention& kernel) {
  return std::to_string(kernel.sequences) + " x " + std::to_string(kernel.heads) + " heads of " +
         std::to_string(kernel.score_size) + " and " + std::to_string(kernel.value_size) + ", " +
         std::to_string(kernel.queries) + " of " + std::to_string(kernel.keys) + " tokens";
}

inline std::string group_text(const work::rank_group& group) {
  const std::string members = std::to_string(group.members) + " ranks";
  return group.stride == 1 ? members : members + ", " + std::to_string(group.stride) + " apart";
}

/// A row of the table of work.
struct work_row {
  std::string_view where;
  std::string_view what;
  std::string shape;
  work::passes often;
};

inline void add_row(table& rows, const work_row& row) {
  const auto times = [](double number) { return number == 0 ? std::string{} : number_text(number); };
  rows.add_row({std::string(row.where), std::string(row.what), row.shape, times(row.often.forward),
                times(row.often.again), times(row.often.inputs), times(row.often.weights)});
}

inline void add_list(table& rows, std::string_view where, const work::work_list& list) {
  for (const work::matmul& product : list.matmuls)
    add_row(rows, {where, product.what, shape_text(product), product.often});
  for (const work::attention& kernel : list.attentions)
    add_row(rows, {where, kernel.fused ? "attention, fused" : "attention, unfused", shape_text(kernel),
                   kernel.often});
  for (const work::stream& passed : list.streams)
    add_row(rows, {where, passed.what, to_text(passed.forward) + ", back " + to_text(passed.backward),
                   passed.often});
  for (const work::collective& made : list.collectives)
    add_row(rows,
            {where, made.what,
             std::string(name(made.operation)) + " of " + to_text(made.size) + ", " + group_text(made.group),
             made.often});
  for (const work::exchange& made : list.exchanges)
    add_row(rows, {where, made.what, "exchange of " + to_text(made.size) + ", " + group_text(made.group),
                   made.often});
  for (const work::launches& launched : list.launched)
    add_row(rows, {where,
                   "launches",
                   std::string(work::name(launched.kind)),
                   {.forward = launched.forward, .again = launched.again, .inputs = launched.backward}});
}

inline std::string layer_name(std::size_t kind) {
  return "layer " + std::string(1, static_cast<char>('A' + kind));
}

}  // namespace detail

/// Tables of the stages, of the work of a microbatch and of what happens once a step.
inline void write_bill(std::ostream& out, const bill& whole) {
  std::vector<table_column> columns{text_column("from rank"), number_column("ranks")};
  for (std::size_t k = 0; k < whole.layers.size(); ++k)
    columns.push_back(number_column(detail::layer_name(k)));
  columns.push_back(number_column("embedding"));
  columns.push_back(number_column("head"));
  table stages(columns);
  for (const stage_kind& stage : whole.stages) {
    std::vector<std::string> cells{std::to_string(stage.first), std::to_string(stage.ranks)};
    for (std::size_t k = 0; k < whole.layers.size(); ++k) cells.push_back(number_text(stage.layers[k]));
    cells.push_back(number_text(stage.embeddings));
    cells.push_back(number_text(stage.heads));
    stages.add_row(cells);
  }
  out << "Stages, with what of each kind a rank has\n\n" << stages;

  table work({text_column("of"), text_column("what"), text_column("how much"), number_column("forward"),
              number_column("again"), number_column("inputs"), number_column("weights")});
  for (std::size_t k = 0; k < whole.layers.size(); ++k)
    detail::add_list(work, detail::layer_name(k), whole.layers[k]);
  detail::add_list(work, "embedding", whole.embedding);
  detail::add_list(work, "head", whole.head);
  out << "\nOne microbatch of " << whole.microbatches << ", on one rank, and how often\n\n" << work;

  table once({text_column("what"), text_column("how"), text_column("behind"), number_column("times")});
  for (const replica_collective& made : whole.update.collectives)
    once.add_row({std::string(made.what),
                  std::string(name(made.operation)) + " of " + to_text(made.size) + ", " +
                      detail::group_text(made.group),
                  std::string(name(made.behind)), number_text(made.times)});
  const auto optimized = [&](std::string_view what, const optimizer_update& update) {
    if (update.parameters > 0)
      once.add_row({std::string(what),
                    number_text(update.parameters) + " over " + number_text(update.shards) + " ranks", "",
                    "1"});
  };
  optimized("optimizer", whole.update.dense);
  optimized("optimizer, experts", whole.update.experts);
  out << "\nOnce a step\n\n" << once;
  if (whole.stages.size() > 1 || whole.stages[0].ranks > 1)
    out << "\nBetween stages " << to_text(whole.message.size) << " there and back, to the rank "
        << whole.message.stride << " further\n";
}

}  // namespace scalewall
