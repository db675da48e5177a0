// What a library's kernels for matrix multiplication reach on one accelerator, in one format.
//
// An accelerator's data sheet says what its parts could do; these numbers say what a library gets out of them, and are
// fitted to times that were measured (calibration/fit_matmuls.hpp). cost/tiled_matmul.hpp is the formula that they are
// the numbers of.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/fixed_list.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hardware/members.hpp>
#include <scalewall/hardware/memory_level.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace scalewall {

/// What is computed of a result at a time, in words. Kernels come with either side along the tokens.
struct matmul_tile {
  std::int64_t height = 0;
  std::int64_t width = 0;

  /// That compute it together, a part each, and fetch the factors of the whole once.
  std::int64_t multiprocessors = 1;

  friend constexpr bool operator==(const matmul_tile&, const matmul_tile&) = default;
};

using matmul_tiles = fixed_list<matmul_tile, 20>;

inline constexpr matmul_tiles single_tiles = {{256, 128}, {128, 128}, {128, 64}, {64, 64}};

/// Also those of two multiprocessors, of which NVIDIA's accelerators make clusters since Hopper. Source: NVIDIA, "H100
/// Tensor Core GPU Architecture", thread block clusters.
inline constexpr matmul_tiles paired_tiles = {{256, 256, 2}, {256, 128, 2}, {256, 128},
                                              {128, 128},    {128, 64},     {64, 64}};

/// In finer steps, as libraries have them for Hopper and later, where the width of a product is any multiple of 8. Source:
/// NVIDIA, "Parallel Thread Execution ISA", wgmma.mma_async.
inline constexpr matmul_tiles fine_tiles = {
    {256, 256, 2}, {256, 192, 2}, {256, 160, 2}, {256, 128, 2}, {256, 128}, {320, 128},
    {192, 192},    {192, 128},    {160, 128},    {128, 128},    {112, 128}, {96, 128},
    {64, 128},     {64, 96},      {64, 64},      {64, 32},      {64, 16}};

struct matmul_kernels {
  std::string_view name;

  // Known.

  /// Of the factors.
  precision format = precision::bf16;

  /// Of the result.
  bytes result_word = bytes::from_value(2);

  /// Of the gradient of a weight, to which the product is added: libraries for training sum it up in fp32.
  bytes gradient_word = bytes::from_value(4);

  /// That each work on a tile at a time: 132 streaming multiprocessors, the cores of a processor.
  std::int64_t multiprocessors = 0;

  /// The rate on the data sheet. A fit stays within a tenth above it.
  flop_per_second peak{};

  /// That the library has kernels for; every one is tried, either way round.
  matmul_tiles tiles = single_tiles;

  /// Into how many parts the inner dimension is split at most, where there are too few tiles otherwise; a power of two.
  std::int64_t most_splits = 16;

  /// Of the inner dimension, what is fetched in one step: a line of memory.
  bytes step_width = bytes::from_value(128);

  // Fitted. A number that was not found has its value without effect: no time, no limit, all of a share.

  /// The arithmetic of all multiprocessors within a tile, if power allowed it. Shows where tiles do not fill all
  /// multiprocessors. Where it was not found, that of the data sheet.
  flop_per_second burst{};

  /// Of it, what gradients of a weight get: both their factors lie across the inner dimension, and only 16-bit words can be
  /// read that way (PTX ISA, wgmma.mma_async, strides). Fitted in tf32, 1 in the others.
  double gradient_share = 1;

  /// What power and cooling allow in a multiplication of much more than a millisecond. Shows above a TFLOP. May be infinite.
  flop_per_second sustained{};

  /// Of the time at that rate, the share that one of much less than a millisecond does not need. Shows below a TFLOP.
  double headroom = 0;

  /// From and to main memory. Shows with few tokens.
  bytes_per_second global{};

  /// Between main memory and the gradient of a weight, both ways: it is read, added to and written. Zero where no
  /// gradient was measured; then as fast as the rest. Shows with few tokens.
  bytes_per_second accumulation{};

  /// The time that is lost, at most, until main memory is at that speed. Shows with a few tokens and a small weight.
  seconds ramp{};

  /// Of weights, what a repeated multiplication still finds in the last cache when both factors have passed through it.
  /// Shows with small factors.
  bytes cached{};

  /// The same of activations, written or read just before. Shows with many tokens and few rows. May be infinite, as that of
  /// weights.
  bytes cached_activations{};

  /// From the last cache to all multiprocessors together, as if none shared what it fetches with another; so it can be
  /// more than the cache itself passes. Shows with small tiles, for which the factors are fetched often. May be infinite.
  bytes_per_second l2{};

  /// The bandwidth of the result, out of one multiprocessor. Shows with short inner dimensions. May be infinite.
  bytes_per_second store{};

  /// From one step along the inner dimension to the next, at least. Shows with few tokens and long inner dimensions.
  seconds step{};

  /// Of arithmetic and data movement, how much of the shorter is not hidden behind the longer: 0 where they do not disturb
  /// each other, 1 where they take turns. Shows where both take about as long.
  double exposed = 0;

  /// How much a last, incomplete round of tiles costs: 1 where it takes as long as a full one, 0 where kernels spread
  /// work evenly, in tiles of many sizes and parts of tiles. Shows as a staircase over the number of tiles.
  double quantization = 1;

  /// From the start of one multiplication to the start of the next, when there is nothing to compute.
  seconds launch{};

  /// More, where the inner dimension is split and its parts are added. Shows with few tokens.
  seconds split{};

  /// Moved for each word of the activations where another kernel writes them in a narrower format before; zero where none
  /// does. Shows with many tokens and few rows.
  bytes quantized{};

  friend constexpr bool operator==(const matmul_kernels&, const matmul_kernels&) = default;
};

namespace detail {

inline constexpr number_rule kernel_time_rule =
    between(0, 1e9, "the latencies of kernels are not negative, and finite");
inline constexpr number_rule cached_rule =
    between(0, without_limit, "what is found in a cache is not negative");

}  // namespace detail

constexpr void list_members(const matmul_kernels*, const auto& visit) {
  visit(listed("name", &matmul_kernels::name));
  visit(listed("format", &matmul_kernels::format));
  visit(listed("result_word", &matmul_kernels::result_word, positive("a word of the result has a size")));
  visit(listed("gradient_word", &matmul_kernels::gradient_word, positive("a word of a gradient has a size")));
  visit(listed("multiprocessors", &matmul_kernels::multiprocessors,
               at_least(1, "kernels run on at least one multiprocessor")));
  visit(listed("peak", &matmul_kernels::peak, positive("the peak rate is positive and finite")));
  visit(listed("tiles", &matmul_kernels::tiles));
  visit(listed("most_splits", &matmul_kernels::most_splits,
               between(1, 1024, "an inner dimension is split into 1 to 1024 parts")));
  visit(listed("step_width", &matmul_kernels::step_width,
               positive("a step along the inner dimension has a width")));
  visit(listed("burst", &matmul_kernels::burst,
               positive("the rate of short multiplications is positive and finite"), within_factor(5)));
  visit(listed("gradient_share", &matmul_kernels::gradient_share,
               between(smallest_positive, 1, "the share of gradients lies in (0, 1]"), within_factor(5)));
  visit(listed("sustained", &matmul_kernels::sustained,
               between(smallest_positive, without_limit, "the sustained rate is positive"),
               within_factor(5)));
  visit(listed("headroom", &matmul_kernels::headroom, between(0, 1, "the headroom lies between 0 and 1"),
               within_factor(200)));
  visit(listed("global", &matmul_kernels::global,
               positive("the bandwidth of the global memory is positive and finite"), within_factor(5)));
  visit(listed("accumulation", &matmul_kernels::accumulation,
               not_negative("the bandwidth of accumulation is positive and finite, or zero"),
               within_factor(5)));
  visit(listed("ramp", &matmul_kernels::ramp, detail::kernel_time_rule, within_factor(100)));
  visit(listed("cached", &matmul_kernels::cached, detail::cached_rule, within_factor(30)));
  visit(listed("cached_activations", &matmul_kernels::cached_activations, detail::cached_rule,
               within_factor(30)));
  visit(listed("l2", &matmul_kernels::l2,
               between(smallest_positive, without_limit, "the bandwidth of the last cache is positive"),
               within_factor(30)));
  visit(listed("store", &matmul_kernels::store,
               between(smallest_positive, without_limit, "a multiprocessor stores at a positive rate"),
               within_factor(30)));
  visit(listed("step", &matmul_kernels::step, detail::kernel_time_rule, within_factor(30)));
  visit(listed("exposed", &matmul_kernels::exposed, between(0, 1, "the exposed share lies between 0 and 1"),
               within_factor(100)));
  visit(listed("quantization", &matmul_kernels::quantization,
               between(0, 1, "the quantization lies between 0 and 1"), within_factor(100)));
  visit(listed("launch", &matmul_kernels::launch, detail::kernel_time_rule, within_factor(30)));
  visit(listed("split", &matmul_kernels::split, detail::kernel_time_rule, within_factor(30)));
  visit(listed("quantized", &matmul_kernels::quantized,
               between(0, 1e6, "what a quantized word moves is not negative, and finite"),
               within_factor(30)));
}

/// Sums are kept in more than a byte.
constexpr bytes result_word_size(precision format) {
  if (format == precision::fp8) return bytes::from_value(2);
  if (format == precision::int8) return bytes::from_value(4);
  return word_size(format);
}

/// At least fp32.
constexpr bytes gradient_word_size(precision format) {
  return std::max<bytes>(word_size(format), word_size(precision::fp32));
}

/// Throws `broken_rule` unless the kernels can multiply.
constexpr void require_valid(const matmul_kernels& kernels) {
  if (kernels.tiles.empty()) require(false, "kernels compute tiles");
  for (const matmul_tile& tile : kernels.tiles)
    if (tile.height < 1 || tile.width < 1 || tile.multiprocessors < 1)
      require(false, "a tile is not empty, and some multiprocessor computes it",
              {{"height", tile.height}, {"width", tile.width}, {"multiprocessors", tile.multiprocessors}});
  require_members(kernels);
}

/// From what is known of an accelerator: a place to start a fit from, not a description of any library. Throws
/// `broken_rule` unless the accelerator is valid.
constexpr matmul_kernels start_of(const accelerator& gpu) {
  require_valid(gpu);
  // What has no bandwidth is never waited for: a byte for every ten FLOP is plenty.
  const bytes_per_second plenty = peak(gpu) / 10_FLOP_per_B;
  const auto bandwidth_or_plenty = [&](const memory_level& level) {
    const bytes_per_second passes = bandwidth(gpu, level);
    return passes.value() > 0 ? passes : plenty;
  };
  bytes_per_second l2 = plenty;
  const seconds launch = gpu.matmul_latency.value() > 0 ? gpu.matmul_latency : 1_us;
  // The factors are those that measured kernels are near: hardware/catalog/measured_matmuls.hpp.
  matmul_kernels start{.name = gpu.name,
                       .format = gpu.format,
                       .result_word = result_word_size(gpu.format),
                       .gradient_word = gradient_word_size(gpu.format),
                       .multiprocessors = gpu.memory.back().units,
                       .peak = peak(gpu),
                       .burst = peak(gpu),
                       .sustained = sustained(gpu),
                       .headroom = 0.2,
                       .global = bandwidth_or_plenty(gpu.memory[0]),
                       .accumulation = bandwidth_or_plenty(gpu.memory[0]),
                       .ramp = launch / 2,
                       .cached = 8_MB,
                       .cached_activations = 16_MB,
                       .step = launch / 40,
                       .exposed = 0.1,
                       .quantization = 0.3,
                       .launch = launch,
                       .split = launch};
  for (const memory_level& level : gpu.memory) {
    if (level.kind == memory_kind::shared) start.multiprocessors = level.units;
    if (level.kind == memory_kind::l2) {
      l2 = bandwidth_or_plenty(level);
      start.cached = level.capacity / 6;
      start.cached_activations = level.capacity / 4;
    }
  }
  start.l2 = 3 * l2;
  start.store = l2 / start.multiprocessors;
  return start;
}

}  // namespace scalewall
