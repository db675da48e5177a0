// Rows of published tables whose measurement is no measure of a prediction: repeated, contradicted by rows beside them,
// or of another work than they seem. They are predicted like others and left out of errors.

#pragma once

#include <array>
#include <string_view>

namespace scalewall {

struct doubtful_run {
  std::string_view id;
  std::string_view reason;
};

inline constexpr std::string_view repeats_seconds = "it repeats the seconds of another row of its table";
inline constexpr std::string_view untuned =
    "an untuned recipe: 2.5 times slower than other rows of the model";
inline constexpr std::string_view slower_than_its_cluster =
    "20 to 49 % slower than all other plans of that cluster imply";
inline constexpr std::string_view slower_on_80_gb = "slower on 80 GB than on 40 GB of the same GPU";

inline constexpr std::array<doubtful_run, 22> doubtful_runs = {{
    {"BLOOM-016", repeats_seconds},
    {"BLOOM-028", repeats_seconds},
    {"BLOOM-032", repeats_seconds},
    {"BLOOM-035", repeats_seconds},
    {"BLOOM-076", repeats_seconds},
    {"BLOOM-121", repeats_seconds},
    {"INTERNEVO-046", repeats_seconds},
    {"INTERNEVO-049", repeats_seconds},
    {"INTERNEVO-051", repeats_seconds},
    {"BLOOM-101", "43 % slower than the row beside it, whose microbatch alone differs"},
    {"DGXC-260", untuned},
    {"DGXC-261", untuned},
    {"MB-021", "its seconds are those of rows in a smaller format: the precision is doubtful"},
    {"MB-228", "the next release took 28.9 s instead of 51.3 at the same mesh: a regression"},
    {"VTRAIN-MULTI-014", slower_than_its_cluster},
    {"VTRAIN-MULTI-016", slower_than_its_cluster},
    {"VTRAIN-MULTI-021", slower_than_its_cluster},
    {"VTRAIN-MULTI-044", slower_than_its_cluster},
    {"VTRAIN-MULTI-051", slower_than_its_cluster},
    {"VTRAIN-MULTI-081", slower_than_its_cluster},
    {"MPT-120", slower_on_80_gb},
    {"MPT-121", slower_on_80_gb},
}};

/// Why the measurement of that row is doubtful; empty where it is not.
constexpr std::string_view doubt_of(std::string_view id) {
  for (const doubtful_run& candidate : doubtful_runs)
    if (candidate.id == id) return candidate.reason;
  return {};
}

}  // namespace scalewall
