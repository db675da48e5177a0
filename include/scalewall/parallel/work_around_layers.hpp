// What one rank does of the embedding and of the head with its loss, in one microbatch.
//
//     embedding    3 and 6 passes over T h words; an all-reduce over tensor parallelism
//     head         V / t x h in 16 bit; 16 and 10 bytes for each of T V / t logits; an all-reduce for the gradient
//
// A vocabulary that is cut over the p ranks of a pipeline as well has V / (t p) rows on each of them.

#pragma once

#include <scalewall/math.hpp>
#include <scalewall/parallel/layer_work.hpp>
#include <scalewall/parallel/schedules.hpp>
#include <scalewall/work/work_list.hpp>

#include <cstdint>

namespace scalewall {

/// Rows of the vocabulary on one rank of tensor parallelism, padded to a multiple of `multiple`.
constexpr std::int64_t vocabulary_of_rank(std::int64_t vocabulary, std::int64_t multiple,
                                          std::int64_t tensor) {
  const std::int64_t step = multiple * tensor;
  return (vocabulary + step - 1) / step * multiple;
}

constexpr work::work_list work_of_embedding(const layer_setting& setting, const recipe& recipe) {
  work::work_list list;
  detail::layer_writer writer{setting, recipe, list};
  const double words = double(setting.tokens) * double(setting.width);
  writer.stream("embedding", work::stream_kind::elementwise, detail::words_16(3 * words),
                detail::words_16(6 * words), 0);
  if (setting.degrees.tensor > 1)
    writer.collective("embedded tokens", transfer_operation::all_reduce, work::collective_kind::tensor,
                      detail::words_16(words), {.members = setting.degrees.tensor}, {.forward = 1});
  writer.launch(work::launch_kind::layer, 0.3, 0.4, 0);
  return list;
}

constexpr work::work_list work_of_head(const layer_setting& setting, const recipe& recipe,
                                       std::int64_t vocabulary, schedule pipeline_schedule) {
  work::work_list list;
  detail::layer_writer writer{setting, recipe, list};
  const std::int64_t tensor = setting.degrees.tensor;
  const std::int64_t of_tensor = vocabulary_of_rank(vocabulary, recipe.vocabulary_multiple, tensor);
  const std::int64_t over = row_of(pipeline_schedule).vocabulary_over_ranks ? setting.degrees.pipeline : 1;
  const std::int64_t rows = math::divide_up(of_tensor, over);
  list.matmuls.push_back({.what = "head",
                          .rows = rows,
                          .columns = setting.width,
                          .tokens = setting.tokens,
                          .often = writer.passes(0)});
  const double logits = double(setting.tokens) * double(rows);
  writer.stream("loss", work::stream_kind::elementwise, bytes::from_value(16 * logits),
                bytes::from_value(10 * logits), 0);
  if (tensor > 1)
    writer.collective("gradient of the head", transfer_operation::all_reduce, work::collective_kind::tensor,
                      detail::words_16(double(setting.tokens) * double(setting.width)), {.members = tensor},
                      {.inputs = 1});
  writer.launch(work::launch_kind::layer, 0.7, 1, 0);
  return list;
}

}  // namespace scalewall
