// Language models that grow by the scaling laws, as the paper's two-matrix models do.
//
// The laws see a member of a family as a model of d_model = h and d_ff = 4 h. Their layers are blocks, one after the other:
// a layer of a language model is two of them, attention and feed-forward. So counted, the fitted depth of 405 billion
// parameters' width is 256 blocks, where Llama 3.1 405B has 252, and that of DeepSeek-V3's width 128, where it has 122.
// Tokens go by all parameters, and compute is 6 FLOP for each word of a matrix that a token meets: attention to other
// tokens is left out, as in Erdil & Schneider-Joseph 2024.

#pragma once

#include <scalewall/model/batch.hpp>
#include <scalewall/model/flop_conventions.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/model/model_family.hpp>
#include <scalewall/model/parameter_count.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/scaling/laws.hpp>

#include <cstdint>

namespace scalewall {

/// A language model and what it is trained on.
struct language_model_run {
  language_model model;
  scalewall::batch batch;
  tokens data{};
  flop compute{};
};

/// What laws prescribe for a language model of that sparsity (experts per expert that a token meets; 1 for a dense model)
/// to be trained on. Throws `broken_rule` where they give no sequences.
template <class Laws>
constexpr language_model_run run_of(const language_model& model, std::int64_t sparsity, const Laws& laws,
                                    std::int64_t sequence_length = 2048) {
  require(sequence_length >= 1, "a sequence has at least one token", {{"sequence_length", sequence_length}});
  language_model_run run{.model = model, .batch = {}};
  run.data = laws.data(double(parameters(model)));
  run.compute = flop_conventions::six_n(multiplied_by_block(model).total()) * run.data;
  run.batch = {.sequences = laws.batch(run.compute, sparsity, sequence_length),
               .sequence_length = sequence_length};
  token_count(run.batch);
  return run;
}

/// The member of a family that laws prescribe for a width, and what it is trained on. A dense family is one of sparsity 1,
/// whatever the law. Throws `broken_rule` for a width that the family has not, and where laws give no layers, experts or
/// sequences.
template <class Laws>
constexpr language_model_run grown(const model_family& family, const Laws& laws, std::int64_t width,
                                   std::int64_t sequence_length = 2048) {
  require(width >= 1, "the width of a model is positive", {{"width", width}});
  const std::int64_t d_ff = (count{4} * width).as_int64();
  const std::int64_t sparsity = family.routed ? laws.sparsity(width, d_ff) : 1;
  const family_size size{.width = width, .layers = laws.depth(width, d_ff) / 2, .sparsity = sparsity};
  return run_of(family.member(size), sparsity, laws, sequence_length);
}

}  // namespace scalewall
