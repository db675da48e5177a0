// How many accelerators of a cluster can work at all, where some may stand idle.
//
// A plan is for TP DP PP EP of them, and each of these divides something: TP a weight, DP the batch, PP the layers, EP
// the experts. So their number divides the product of all that.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/math.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/transformer.hpp>
#include <scalewall/parallel/plan_rules.hpp>
#include <scalewall/parallel/sharding.hpp>
#include <scalewall/search/splits.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace scalewall {

namespace detail {

/// The prime factors of all that degrees divide.
constexpr std::vector<math::prime_power> divisible_primes(const model_shape& model, const batch& read,
                                                          plan_rules rules) {
  std::vector<math::prime_power> all;
  const auto add = [&](std::int64_t prime, int exponent) {
    const auto known =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.prime == prime; });
    if (known == all.end())
      all.push_back({prime, exponent});
    else
      known->exponent += exponent;
  };
  for (const std::int64_t divided : {parts_of_batch(read, rules), model.layers, model.experts})
    for (const auto& [prime, exponent] : math::factorize(divided)) add(prime, exponent);

  count cuttable = largest_tensor_degree(model);
  for (const weight_dimension& dimension : {model.operations[0].output, model.operations[0].input})
    for (const auto& [prime, exponent] : math::factorize(dimension.size))
      for (; cuttable % prime == count{}; cuttable = cuttable / prime) add(prime, 1);
  return all;
}

}  // namespace detail

/// At most `accelerators`, ascending.
constexpr std::vector<count> working_sizes(const model_shape& model, const batch& read, count accelerators,
                                           plan_rules rules = plan_rules::practice) {
  std::vector<count> sizes = {1};
  for (const auto& [prime, exponent] : detail::divisible_primes(model, read, rules))
    for (std::size_t i = 0, before = sizes.size(); i < before; ++i) {
      count size = sizes[i];
      for (int power = 1; power <= exponent && size <= accelerators / prime; ++power)
        sizes.push_back(size *= prime);
    }
  std::sort(sizes.begin(), sizes.end());
  return sizes;
}

}  // namespace scalewall
