// Scaling laws: how deep, how sparse, on how large a batch and on how much data a model trains.
//
// Each law is a small callable. A set of them is a `scaling_laws`, and one is exchanged at a time:
//
//     const auto larger = dense_laws.with_batch([](sw::flop, std::int64_t experts, std::int64_t length) {
//       return experts * (8'388'608 / length);
//     });

#pragma once

#include <scalewall/math.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/transformer.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/scaling/round_numbers.hpp>

#include <concepts>
#include <cstdint>

namespace scalewall {

template <class Law>
concept depth_law = requires(const Law& law, std::int64_t d_model, std::int64_t d_ff) {
  { law(d_model, d_ff) } -> std::convertible_to<std::int64_t>;  // layers
};

template <class Law>
concept sparsity_law = requires(const Law& law, std::int64_t d_model, std::int64_t d_ff) {
  { law(d_model, d_ff) } -> std::convertible_to<std::int64_t>;  // experts per expert active
};

template <class Law>
concept batch_law =
    requires(const Law& law, flop compute, std::int64_t experts, std::int64_t sequence_length) {
      { law(compute, experts, sequence_length) } -> std::convertible_to<std::int64_t>;  // sequences
    };

template <class Law>
concept data_law = requires(const Law& law, double parameters) {
  { law(parameters) } -> std::convertible_to<tokens>;
};

/// layers = nearest(0.10056 (d f)^0.3751), fitted to published models by Erdil & Schneider-Joseph 2024.
struct fitted_depth {
  double factor = 0.10056;
  double exponent = 0.3751;
  constexpr std::int64_t operator()(std::int64_t d_model, std::int64_t d_ff) const {
    return nearest_round_number(
        factor * math::pow(static_cast<double>(d_model) * static_cast<double>(d_ff), exponent));
  }
};

struct dense {
  constexpr std::int64_t operator()(std::int64_t, std::int64_t) const { return 1; }
};

/// E = nearest(8 sqrt(d f / (4 * 12288^2))): 8 at the width of GPT-3, in proportion to the width.
/// Source: Erdil & Schneider-Joseph 2024.
struct sparsity_with_width {
  constexpr std::int64_t operator()(std::int64_t d_model, std::int64_t d_ff) const {
    constexpr double gpt3_width = 12288;
    return nearest_round_number(8 * math::sqrt(static_cast<double>(d_model) * static_cast<double>(d_ff) /
                                               (4 * gpt3_width * gpt3_width)));
  }
};

namespace detail {

// Batches grow with the root of the sparsity and are a whole number of sequences per expert.
constexpr std::int64_t sequences(double dense_tokens, std::int64_t experts, std::int64_t sequence_length) {
  const double e = static_cast<double>(experts);
  const std::int64_t per_expert =
      nearest_round_number(math::sqrt(e) * dense_tokens / static_cast<double>(sequence_length) / e);
  return (count{experts} * per_expert).as_int64();
}

}  // namespace detail

/// 2^22 tokens at 3e23 FLOP, growing with the sixth root of compute. Source: Erdil & Schneider-Joseph 2024.
struct critical_batch {
  constexpr std::int64_t operator()(flop compute, std::int64_t experts, std::int64_t sequence_length) const {
    return detail::sequences(math::pow(compute / 3e23_FLOP, 1.0 / 6) * 4194304, experts, sequence_length);
  }
};

/// 0.2920 C^0.3271 tokens. Source: Bi et al. 2024, "DeepSeek LLM" (arXiv 2401.02954).
struct deepseek_batch {
  constexpr std::int64_t operator()(flop compute, std::int64_t experts, std::int64_t sequence_length) const {
    return detail::sequences(0.2920 * math::pow(compute.value(), 0.3271), experts, sequence_length);
  }
};

/// 2^22 tokens, whatever the compute.
struct fixed_batch {
  std::int64_t in_tokens = 4194304;
  constexpr std::int64_t operator()(flop, std::int64_t, std::int64_t sequence_length) const {
    return (count{in_tokens} / sequence_length).as_int64();
  }
};

/// 20 tokens per parameter. Source: Hoffmann et al. 2022, "Training compute-optimal large language models"
/// (arXiv 2203.15556), counted on all parameters as Erdil & Schneider-Joseph 2024 do.
struct tokens_per_parameter {
  double ratio = 20;
  constexpr tokens operator()(double parameters) const { return tokens::from_value(ratio * parameters); }
};

/// A model and what it is trained on.
struct training_run {
  mlp_transformer model;
  scalewall::batch batch;
  tokens data{};
  flop compute{};
};

template <depth_law Depth, sparsity_law Sparsity, batch_law Batch, data_law Data>
struct scaling_laws {
  Depth depth;
  Sparsity sparsity;
  Batch batch;
  Data data;

  template <depth_law Other>
  constexpr auto with_depth(Other other) const {
    return scaling_laws<Other, Sparsity, Batch, Data>{other, sparsity, batch, data};
  }
  template <sparsity_law Other>
  constexpr auto with_sparsity(Other other) const {
    return scaling_laws<Depth, Other, Batch, Data>{depth, other, batch, data};
  }
  template <batch_law Other>
  constexpr auto with_batch(Other other) const {
    return scaling_laws<Depth, Sparsity, Other, Data>{depth, sparsity, other, data};
  }
  template <data_law Other>
  constexpr auto with_data(Other other) const {
    return scaling_laws<Depth, Sparsity, Batch, Other>{depth, sparsity, batch, other};
  }

  /// The run that the laws prescribe for a width, with d_ff = 4 d_model. Throws `broken_rule` for a width that
  /// is not positive, and where a law gives no layers, experts or sequences.
  constexpr training_run operator()(std::int64_t d_model, std::int64_t sequence_length = 2048) const {
    require(d_model >= 1, "the width of a model is positive", {{"d_model", d_model}});
    mlp_transformer model{.d_model = d_model, .d_ff = (count{4} * d_model).as_int64()};
    model.layers = depth(model.d_model, model.d_ff);
    model.experts = sparsity(model.d_model, model.d_ff);
    return run_of(model, sequence_length);
  }

  /// What the laws prescribe for a model to be trained on. Throws `broken_rule` where they give no sequences.
  constexpr training_run run_of(const mlp_transformer& model, std::int64_t sequence_length = 2048) const {
    require_valid(model);
    require(sequence_length >= 1, "a sequence has at least one token",
            {{"sequence_length", sequence_length}});
    training_run run{.model = model, .batch = {}};
    run.data = data(double(parameters(model)));
    run.compute = training_flop_per_token(model) * run.data;
    run.batch = {.sequences = batch(run.compute, model.experts, sequence_length),
                 .sequence_length = sequence_length};
    token_count(run.batch);
    return run;
  }
};

/// The paper's laws.
inline constexpr scaling_laws<fitted_depth, dense, critical_batch, tokens_per_parameter> dense_laws{};
inline constexpr auto sparse_laws = dense_laws.with_sparsity(sparsity_with_width{});

}  // namespace scalewall
