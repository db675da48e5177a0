// Measurements of machines that are formulas: rows to calibrate to.

#pragma once

#include <scalewall/calibration/predictor.hpp>
#include <scalewall/cost/collective.hpp>
#include <scalewall/hardware/catalog/measured_collectives.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/timing/backend.hpp>
#include <scalewall/timing/recording.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace calibrated_rows {

namespace sw = scalewall;
using namespace sw::literals;

inline const sw::device_description device{
    .name = "a\nGPU \\", .backend = "test", .known = sw::catalog::a100_sxm};

inline sw::measurement row(const sw::probe& what, sw::seconds took) {
  return {.what = what,
          .took = {.median = took, .lower_quartile = took, .upper_quartile = took, .samples = 9}};
}

inline sw::seconds by_reference(const sw::probe& what) {
  return sw::reference_predictor("truth", device.known, sw::catalog::dgx_a100.network).predict(what)->time;
}

inline std::vector<sw::measurement> transfers() {
  std::vector<sw::measurement> all;
  for (sw::bytes size = 8_B; size < 1_GiB; size *= 4)
    for (const std::int64_t participants : {2, 4}) {
      const sw::transfer_probe what{.participants = participants, .size = size};
      all.push_back(row(what, by_reference(what)));
    }
  return all;
}

inline std::vector<sw::measurement> rows() {
  std::vector<sw::measurement> all = transfers();
  const auto add = [&](const sw::probe& what) { all.push_back(row(what, by_reference(what))); };
  for (std::int64_t width = 256; width <= 16384; width *= 2)
    for (std::int64_t tokens = 16; tokens <= 16384; tokens *= 2)
      add(sw::matmul_probe{.shape = {width, width, tokens}});
  add(sw::matmul_probe{.shape = {256, 256, 256}, .format = sw::precision::fp16});
  return all;
}

/// Transfers in a node, as a library takes for them that has these protocols.
inline std::vector<sw::measurement> collectives_of(const sw::collective_protocols& protocols) {
  std::vector<sw::measurement> all;
  for (std::size_t what = 0; what < 4; ++what)
    for (const std::int64_t participants : {2, 4, 8})
      for (sw::bytes size = 1_KiB; size <= 256_MiB; size *= 8) {
        const auto operation = static_cast<sw::transfer_operation>(what);
        all.push_back(row(sw::transfer_probe{operation, participants, 1, size},
                          sw::time_collective(protocols, operation, participants, size).total));
      }
  return all;
}

/// An L40S on another host, its links a little slower, under a name that says nothing.
inline sw::collective_protocols slower_l40s() {
  sw::collective_protocols slower = sw::catalog::nccl_l40s;
  slower.name = "unknown";
  slower.launch *= 2;
  for (sw::ring_span& span : slower.ring.spans) span.simple *= 0.9;
  return slower;
}

}  // namespace calibrated_rows
