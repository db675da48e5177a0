// The seconds of a step of a measured run: published, or derived from the rate that its source published instead.
//
//     B s / (N r)            of r tokens per second and GPU
//     B s f / (N R)          of R FLOP per second and GPU, where f FLOP per token are counted as the source counts them
//     B s f / (N u P)        of utilization u of a peak P that the source names
//
// | convention                       | f s                                                  | sources                  |
// |----------------------------------|------------------------------------------------------|--------------------------|
// | with the second forward pass     | 96 s L h^2 (1 + s / 6h + V / 16 L h)                 | Narayanan 2021, NeoX     |
// | the same without it              | 72 s L h^2 (1 + s / 6h + V / 12 L h)                 | Megatron-LM, VocabularyParallelism |
// | 6 N and full attention           | 6 N s + 12 L h s^2                                   | NeMo's long sequences    |
// | 6 N and causal attention         | 6 N s + 6 L h s^2                                    | Llama 3                  |
//
// Sources: Narayanan 2021 (arXiv 2104.04473), appendix; Chowdhery 2022 (2204.02311), appendix B.

#pragma once

#include <scalewall/model/batch.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/model/parameter_count.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/runs/measured_run.hpp>
#include <scalewall/runs/row_fields.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace scalewall {

/// How a source counts FLOP.
enum class counted_flop { unknown, narayanan_with_recomputation, narayanan, six_n_full, six_n_causal };

/// A source whose convention is known from what it says of it.
struct source_convention {
  std::string_view source;
  counted_flop counted;
};

inline constexpr std::array<source_convention, 11> source_conventions = {{
    {"PTDP-T1", counted_flop::narayanan_with_recomputation},
    {"PTDP-T2", counted_flop::narayanan_with_recomputation},
    {"NEOX", counted_flop::narayanan_with_recomputation},
    {"MLM2019", counted_flop::narayanan_with_recomputation},
    {"OPT", counted_flop::narayanan_with_recomputation},
    {"MLM-2020", counted_flop::narayanan_with_recomputation},
    {"DLPERF", counted_flop::narayanan_with_recomputation},
    {"MLM-H100", counted_flop::narayanan},
    {"VOCABPAR", counted_flop::narayanan},
    {"NEMOLONG", counted_flop::six_n_full},
    {"LLAMA3", counted_flop::six_n_causal},
}};

/// The convention of a row, from what its source is known to count or what the row says of it.
constexpr counted_flop convention_of(std::string_view source, std::string_view said) {
  for (const source_convention& known : source_conventions)
    if (known.source == source) return known.counted;
  if (mentions(said, "incl. recompute") || mentions(said, "96Bslh^2"))
    return counted_flop::narayanan_with_recomputation;
  if (mentions(said, "72Bslh^2")) return counted_flop::narayanan;
  if (mentions(said, "non-causal")) return counted_flop::six_n_full;
  if (mentions(said, "causal")) return counted_flop::six_n_causal;
  return counted_flop::unknown;
}

/// FLOP of one sequence under a convention; none where it is unknown.
inline std::optional<double> flop_of_sequence(counted_flop counted, const language_model& model,
                                              std::int64_t sequence_length) {
  const auto s = static_cast<double>(sequence_length), h = static_cast<double>(model.width),
             L = double(layer_count(model)), V = static_cast<double>(model.vocabulary);
  const double N = double(active_parameters(model, input_embedding::left_out));
  switch (counted) {
    case counted_flop::unknown:
      return {};
    case counted_flop::narayanan_with_recomputation:
      return 96 * s * L * h * h * (1 + s / (6 * h) + V / (16 * L * h));
    case counted_flop::narayanan:
      return 72 * s * L * h * h * (1 + s / (6 * h) + V / (12 * L * h));
    case counted_flop::six_n_full:
      return 6 * N * s + 12 * L * h * s * s;
    case counted_flop::six_n_causal:
      return 6 * N * s + 6 * L * h * s * s;
  }
  return {};
}

/// Seconds that the source published; none where it published a rate, or nothing.
inline std::optional<measured_step> published_step(const csv_row& row) {
  const std::optional<double> published = positive_field(row, "iter_s");
  if (!published) return {};
  return measured_step{.time = seconds::from_value(*published)};
}

/// Seconds of a step; none where the source published nothing that they follow from by its own convention.
inline std::optional<measured_step> step_of(const csv_row& row, const run_configuration& run) {
  if (auto published = published_step(row)) return published;
  const auto gpus = static_cast<double>(run.hardware.gpus);
  if (const auto rate = positive_field(row, "tokens_s_gpu"))
    return measured_step{
        .time = seconds::from_value(static_cast<double>(token_count(run.batch)) / (gpus * *rate)),
        .from = seconds_source::token_rate};
  const counted_flop counted =
      convention_of(field_text(row, "source_key"), field_text(row, "tflops_convention"));
  const auto reached = positive_field(row, "tflops_per_gpu");
  const auto mfu = positive_field(row, "mfu_pct"), hfu = positive_field(row, "hfu_pct");
  const auto peak = positive_field(row, "peak_tflops_used");
  const std::optional<double> per_sequence = flop_of_sequence(counted, run.model, run.batch.sequence_length);
  if (!per_sequence) return {};
  const double of_step = *per_sequence * static_cast<double>(run.batch.sequences);
  if (reached)
    return measured_step{.time = seconds::from_value(of_step / (gpus * *reached * 1e12)),
                         .from = seconds_source::flop_rate};
  if (peak && (mfu || hfu)) {
    const double share = (mfu ? *mfu : *hfu) / 100;
    return measured_step{.time = seconds::from_value(of_step / (gpus * share * *peak * 1e12)),
                         .from = seconds_source::utilization};
  }
  return {};
}

}  // namespace scalewall
