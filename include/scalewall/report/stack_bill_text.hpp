// The bill of work of a stack of equal layers as tables: products of an accelerator, and what each level of the network carries.

#pragma once

#include <scalewall/estimate/stack_bill.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/table.hpp>

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

namespace scalewall {

inline void write_bill(std::ostream& out, const stack_bill& bill) {
  table products({text_column("product"), number_column("tokens"), number_column("times")});
  for (const repeated_matmul& product : bill.matmuls)
    products.add_row({std::to_string(product.rows) + " x " + std::to_string(product.columns),
                      std::to_string(product.tokens), number_text(product.times)});
  out << "One accelerator, a product and the gradients of its input and its weight\n\n" << products;

  table carried({number_column("level"), text_column("what"), number_column("bytes"), number_column("of"),
                 number_column("in sequence"), number_column("side by side")});
  const auto add = [&](std::size_t level, std::string_view what, bytes payload,
                       const std::string& participants, const repetition& often) {
    if (often.in_sequence > 0)
      carried.add_row({std::to_string(level), std::string(what), to_text(payload), participants,
                       number_text(often.in_sequence), number_text(often.side_by_side)});
  };
  const auto add_all_reduces = [&](std::string_view what, const level_all_reduces& made) {
    if (made.participants > 1)
      add(made.level, what, made.payload, std::to_string(made.participants), made.often);
  };
  for (std::size_t k = 0; k < bill.levels.size(); ++k) {
    const level_communication& level = bill.levels[k];
    add_all_reduces("all-reduce of partial sums, model", level.tensor.along_model);
    add_all_reduces("all-reduce of partial sums, ff", level.tensor.along_ff);
    add_all_reduces("all-reduce of gradients", level.data);
    add(k, "between layers, moved", bill.between_layers, "", level.interfaces.moved);
    add(k, "between layers, awaited", bill.between_layers, "", level.interfaces.awaited);
  }
  out << "\nThe network, all accelerators together, level 0 the innermost\n\n" << carried;

  table memory({text_column("kept"), number_column("bytes")});
  memory.add_row({"weights", to_text(bill.holdings.weights)});
  memory.add_row({"gradients", to_text(bill.holdings.gradients)});
  memory.add_row({"optimizer", to_text(bill.holdings.optimizer)});
  memory.add_row({"activations", to_text(bill.holdings.activations)});
  out << "\nAll accelerators together\n\n" << memory;
}

}  // namespace scalewall
