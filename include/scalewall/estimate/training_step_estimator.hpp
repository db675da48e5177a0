// Steps of many plans on one machine: a multiplication whose shape was priced before is not priced again.
//
// Plans of a model differ in a few numbers, and a layer has about six shapes with three parts each; most plans of a search
// meet none that is new.

#pragma once

#include <scalewall/cost/product_time.hpp>
#include <scalewall/estimate/training_step.hpp>
#include <scalewall/hardware/library/training_machine.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scalewall {

/// Prices of multiplications on one machine, computed once for each shape. Not to be shared by threads.
class remembered_prices {
 public:
  remembered_prices() : entries_(least_entries) {}

  seconds operator()(const matmul_kernels& kernels, const matmul_shape& shape, matmul_kind kind) const {
    const std::uint64_t sort =
        1 + 2 * static_cast<std::uint64_t>(kernels.format) + (kind == matmul_kind::activation);
    std::size_t place = hash(shape, sort) & (entries_.size() - 1);
    while (entries_[place].sort != 0) {
      const entry& known = entries_[place];
      if (known.sort == sort && known.shape == shape) return known.price;
      place = (place + 1) & (entries_.size() - 1);
    }
    const seconds price = computed_prices{}(kernels, shape, kind);
    entries_[place] = {shape, sort, price};
    if (2 * ++used_ > entries_.size()) grow();
    return price;
  }

  /// How many shapes were priced.
  std::size_t size() const { return used_; }

 private:
  static constexpr std::size_t least_entries = 1024;  // a power of two

  struct entry {
    matmul_shape shape{};
    std::uint64_t sort = 0;  ///< format and kind; zero where the place is free
    seconds price{};
  };

  static std::size_t hash(const matmul_shape& shape, std::uint64_t sort) {
    std::uint64_t mixed = sort;
    for (const std::int64_t size : {shape.rows, shape.columns, shape.tokens}) {
      mixed = (mixed ^ static_cast<std::uint64_t>(size)) * 0x9E3779B97F4A7C15;
      mixed ^= mixed >> 29;
    }
    return static_cast<std::size_t>(mixed);
  }

  void grow() const {
    std::vector<entry> larger(2 * entries_.size());
    for (const entry& known : entries_) {
      if (known.sort == 0) continue;
      std::size_t place = hash(known.shape, known.sort) & (larger.size() - 1);
      while (larger[place].sort != 0) place = (place + 1) & (larger.size() - 1);
      larger[place] = known;
    }
    entries_.swap(larger);
  }

  mutable std::vector<entry> entries_;
  mutable std::size_t used_ = 0;
};

/// Estimates of steps with one software on one machine, the same as `estimate_training_step` gives, sooner.
class training_step_estimator {
 public:
  /// Throws `broken_rule` unless the machine is valid.
  training_step_estimator(const training_software& software, const training_machine& machine)
      : software_(software), machine_(machine) {
    require_valid(machine_);
  }

  training_step operator()(const language_model& model, const training_plan& plan, const batch& batch,
                           const recipe& recipe) const {
    return estimate_training_step(model, plan, batch, recipe, software_, machine_, prices_);
  }

  const training_software& software() const { return software_; }
  const training_machine& machine() const { return machine_; }

  /// How many shapes were priced.
  std::size_t priced_shapes() const { return prices_.size(); }

 private:
  training_software software_;
  training_machine machine_;
  remembered_prices prices_;
};

}  // namespace scalewall
