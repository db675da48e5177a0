// A list of work, by kind: what one accelerator does of one layer, of the embedding or of the head, in one microbatch.

#pragma once

#include <scalewall/fixed_list.hpp>
#include <scalewall/work/attention.hpp>
#include <scalewall/work/collective.hpp>
#include <scalewall/work/matmul.hpp>
#include <scalewall/work/stream.hpp>

namespace scalewall::work {

struct work_list {
  fixed_list<matmul, 12> matmuls;
  fixed_list<attention, 1> attentions;
  fixed_list<stream, 10> streams;
  fixed_list<collective, 8> collectives;
  fixed_list<exchange, 1> exchanges;
  fixed_list<launches, 3> launched;

  friend constexpr bool operator==(const work_list&, const work_list&) = default;
};

/// Words of the weights in it, those of experts apart.
struct held_parameters {
  double dense = 0;
  double experts = 0;

  friend constexpr bool operator==(const held_parameters&, const held_parameters&) = default;
};

constexpr held_parameters parameters(const work_list& list) {
  held_parameters sum;
  for (const matmul& product : list.matmuls)
    (product.groups == 0 ? sum.dense : sum.experts) += parameters(product);
  return sum;
}

}  // namespace scalewall::work
