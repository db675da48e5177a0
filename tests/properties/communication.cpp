// Against communication counted level by level or crossing by crossing.

#include "arbitrary.hpp"
#include "property.hpp"
#include <scalewall/estimate/step.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

using namespace properties;
using namespace scalewall;

TEST_CASE("partial sums and gradients are reduced on every level for all that is above it") {
  check([] {
    const training_step step = any_training_step();
    const network& levels = step.machines.network;
    const double word = word_size(step.machines.gpu).value();
    const double gpus = double(accelerators(step.split));
    const double batch_tokens = static_cast<double>(token_count(step.read));
    const double layers = static_cast<double>(step.model.layers);

    transfer_time tensor, data;
    double model_above = 1, ff_above = 1, replicas_above = 1;
    for (std::size_t k = levels.size(); k-- > 0;) {
      const double model = static_cast<double>(step.split.tensor_model[k]);
      const double ff = static_cast<double>(step.split.tensor_ff[k]);
      const double replicas = static_cast<double>(step.split.data[k]);
      const double all_words_per_second = gpus * levels[k].bandwidth.one_way().value() / word;
      // Per token and layer, forward and backward: d_ff words over d_model's ranks, d_model words over d_ff's.
      const double summed = (model - 1) * model_above * static_cast<double>(step.model.d_ff) +
                            (ff - 1) * ff_above * static_cast<double>(step.model.d_model);
      const double tensor_words = 2 * 2 * layers * batch_tokens * summed;
      const double data_words = 2 * (replicas - 1) * replicas_above * double(parameters(step.model));
      tensor.bandwidth = std::max(tensor.bandwidth, seconds::from_value(tensor_words / all_words_per_second));
      data.bandwidth = std::max(data.bandwidth, seconds::from_value(data_words / all_words_per_second));
      if (model > 1) tensor.latency += 4 * layers * levels[k].latency;
      if (ff > 1) tensor.latency += 4 * layers * levels[k].latency;
      if (replicas > 1) data.latency += 2.0 * levels[k].latency;
      model_above *= model;
      ff_above *= ff;
      replicas_above *= replicas;
    }
    if (step.how.recompute) tensor = 1.5 * tensor;
    const step_estimate estimated = step.estimate();
    RC_ASSERT(nearly_equal(estimated.tensor_communication.bandwidth.value(), tensor.bandwidth.value()));
    RC_ASSERT(nearly_equal(estimated.tensor_communication.latency.value(), tensor.latency.value()));
    RC_ASSERT(nearly_equal(estimated.data_communication.bandwidth.value(), data.bandwidth.value()));
    RC_ASSERT(nearly_equal(estimated.data_communication.latency.value(), data.latency.value()));
  });
}

TEST_CASE("every transfer between layers is on the way from one accelerator to another") {
  // Counted one by one: the stages go round the accelerators of a pipeline in their order, and any expert may follow
  // any other.
  check([] {
    const training_step step = any_training_step();
    const std::int64_t layers = step.model.layers;
    if (layers == 1) {
      RC_ASSERT(step.estimate().pipeline_communication == transfer_time{});
      return;
    }
    const network& levels = step.machines.network;
    // 0 for the same accelerator, k + 1 for the outermost level k on which they are apart.
    const auto apart = [&](const level_degrees& degrees, std::int64_t a, std::int64_t b) {
      std::size_t outermost = 0;
      for (std::size_t k = 0; k < max_network_levels; a /= degrees[k], b /= degrees[k], ++k)
        if (a % degrees[k] != b % degrees[k]) outermost = k + 1;
      return outermost;
    };
    const std::int64_t pp = step.split.pipeline.total(), ep = step.split.expert.total();
    const std::int64_t layers_in_stage = layers / (pp * step.split.interleaving);

    double to_stage[max_network_levels + 1]{};
    for (std::int64_t layer = 1; layer < layers; ++layer)
      to_stage[apart(step.split.pipeline, (layer - 1) / layers_in_stage % pp,
                     layer / layers_in_stage % pp)] += 1;
    double to_expert[max_network_levels + 1]{};
    std::size_t farthest_expert = 0;
    for (std::int64_t other = 0; other < ep; ++other) {
      const std::size_t level = apart(step.split.expert, 0, other);
      to_expert[level] += 1 / static_cast<double>(ep);
      if (level > farthest_expert) farthest_expert = level;
    }

    const double repeats = step.how.recompute ? 1.5 : 1.0;
    const double words = static_cast<double>(step.model.d_model) *
                         static_cast<double>(token_count(step.read)) / double(accelerators(step.split));
    seconds bandwidth{}, latency{};
    for (std::size_t from = 0; from <= levels.size(); ++from) {
      for (std::size_t to = 0; to <= levels.size(); ++to)
        if (const std::size_t over = from > to ? from : to; over > 0)
          bandwidth += repeats * 2 * to_stage[from] * to_expert[to] * words * word_size(step.machines.gpu) /
                       levels[over - 1].bandwidth.one_way();
      if (const std::size_t over = from > farthest_expert ? from : farthest_expert; over > 0)
        latency += repeats * 2 * to_stage[from] * levels[over - 1].latency;
    }
    const transfer_time estimated = step.estimate().pipeline_communication;
    RC_ASSERT(nearly_equal(estimated.bandwidth.value(), bandwidth.value()));
    RC_ASSERT(nearly_equal(estimated.latency.value(), latency.value()));
  });
}
