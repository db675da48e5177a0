#include "missing_plan.hpp"

#include <scalewall/error.hpp>
#include <scalewall/framework/training_rules.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/search/divisors.hpp>
#include <scalewall/search/training_space.hpp>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>

namespace {

namespace sw = scalewall;

bool is_fixed(const sw::allowed& degrees) { return degrees.least == degrees.most; }

/// "--tp 8", "--tp 8..16"
std::string text_of(const degree_choice& choice, const sw::allowed& degrees) {
  const std::string least = std::to_string(degrees.least);
  return "--" + std::string(choice.name) + " " +
         (is_fixed(degrees)                        ? least
          : degrees.most == sw::allowed::unlimited ? least + " and more"
                                                   : least + ".." + std::to_string(degrees.most));
}

/// The degrees that options fix, those of the others 1.
sw::mesh fixed_degrees(const sw::training_space& space) {
  sw::mesh degrees;
  for (const degree_choice& one : known_degrees)
    if (one.degree != nullptr && is_fixed(space.*one.allowed))
      degrees.*one.degree = (space.*one.allowed).least;
  return degrees;
}

std::optional<std::string> undivided_gpus(const training_request& request) {
  sw::count product{1};
  std::string names;
  for (const degree_choice& one : known_degrees) {
    if (one.degree == &sw::mesh::expert || one.degree == &sw::mesh::expert_tensor || one.degree == nullptr)
      continue;
    const sw::allowed& degrees = request.space.*one.allowed;
    if (!is_fixed(degrees) || degrees.least == 1) continue;
    product *= degrees.least;
    names.append(names.empty() ? "" : " x ").append(text_of(one, degrees));
    if (sw::count{request.question.accelerators} % product != sw::count{})
      return names + " does not divide " + std::to_string(request.question.accelerators) + " GPUs";
  }
  return {};
}

std::optional<std::string> undivided_model(const training_request& request) {
  const sw::mesh degrees = fixed_degrees(request.space);
  const sw::language_model& model = request.question.model;
  try {
    for_each_run(model, [&](const sw::transformer_layer& layer, sw::count) {
      sw::detail::require_divides(layer, degrees);
    });
    if (model.prediction) sw::detail::require_divides(model.prediction->layer, degrees);
  } catch (const sw::broken_rule& broken) {
    return broken.what();
  }
  return {};
}

std::optional<std::string> undivided_sequence(const training_request& request) {
  const sw::mesh degrees = fixed_degrees(request.space);
  const sw::batch& batch = request.question.batch;
  const std::string tokens = "sequences of " + std::to_string(batch.sequence_length) + " tokens";
  const std::string context = "--cp " + std::to_string(degrees.context),
                    tensor = "--tp " + std::to_string(degrees.tensor);
  if (degrees.context > 1 && batch.sequence_length % (2 * degrees.context) != 0)
    return tokens + " are no multiple of 2 x " + context;
  const sw::time_family software = request.question.software.family;
  if (divides_sequences(software, degrees, request.recipe, batch)) return {};
  if (software == sw::time_family::torchtitan)
    return tokens + " are no multiple of 2 x " + context + " x " + tensor + ", as torchtitan asks";
  return tokens + (degrees.context > 1 ? " on " + context : "") + " are no multiple of " + tensor +
         ", as sequence parallelism asks";
}

std::optional<std::string> undivided_experts(const training_request& request) {
  const sw::training_space& space = request.space;
  if (!features_of(request.question.model).routed || !is_fixed(space.expert_tensor) ||
      !is_fixed(space.tensor))
    return {};
  const std::int64_t tensor = space.tensor.least, expert_tensor = space.expert_tensor.least;
  const std::string both =
      "--etp " + std::to_string(expert_tensor) + " beside --tp " + std::to_string(tensor);
  if (expert_tensor != 1 && expert_tensor != tensor)
    return both + ": experts are cut as the rest of the layer is, or not at all";
  if (request.question.software.family == sw::time_family::torchtitan && space.expert.most == 1 &&
      expert_tensor != tensor)
    return both +
           ": without expert parallelism tensor parallelism cuts torchtitan's experts as it does the rest of "
           "the layer";
  return {};
}

std::optional<std::string> undivided_batch(const training_request& request) {
  const sw::training_space& space = request.space;
  const sw::batch& batch = request.question.batch;
  const std::string whole = "a global batch of " + std::to_string(batch.sequences) + " sequences";
  if (is_fixed(space.data) && batch.sequences % space.data.least != 0)
    return whole + " is no multiple of --dp " + std::to_string(space.data.least);
  if (!is_fixed(space.microbatch)) return {};
  const std::int64_t replicas = is_fixed(space.data) ? space.data.least : 1;
  if (sw::count{batch.sequences} % (sw::count{replicas} * space.microbatch.least) == sw::count{}) return {};
  return whole + " is no multiple of --microbatch " + std::to_string(space.microbatch.least) +
         (replicas > 1 ? " x --dp " + std::to_string(replicas) : "");
}

/// Whether stages and microbatches suit a fixed number of ranks, with the fewest chunks that are allowed.
std::optional<std::string> undivided_pipeline(const training_request& request) {
  const sw::training_space& space = request.space;
  const sw::training_question& question = request.question;
  if (!is_fixed(space.pipeline) || space.pipeline.least == 1) return {};
  const std::int64_t ranks = space.pipeline.least, layers = layer_count(question.model).as_int64();
  const std::string stages = "--pp " + std::to_string(ranks) +
                             (is_fixed(space.chunks) ? " x --vpp " + std::to_string(space.chunks.least) : "");
  if (ranks > layers || sw::detail::layouts(layers, ranks, space.chunks).empty())
    return std::to_string(layers) + " layers make no stages for " + stages;
  sw::mesh degrees = fixed_degrees(space);
  std::optional<sw::training_rule> broken;
  const std::int64_t rest =
      (sw::count{question.accelerators} / (sw::count{degrees.tensor} * ranks)).as_int64();
  for (const std::int64_t data : sw::divisors(std::max<std::int64_t>(1, rest))) {
    if (!space.data(data) || question.batch.sequences % data != 0) continue;
    for (const std::int64_t size : sw::divisors(question.batch.sequences / data)) {
      if (!space.microbatch(size)) continue;
      sw::training_plan plan{.mesh = degrees, .microbatch = size};
      plan.layout.chunks = space.chunks.least;
      const auto rule =
          broken_rule_of(question.software.family, plan, question.batch.sequences / data / size);
      if (!rule) return {};
      broken = rule;
    }
  }
  if (!broken) return {};
  return "a global batch of " + std::to_string(question.batch.sequences) +
         " sequences has no microbatches for " + stages + ": " + std::string(broken->sentence);
}

/// Whether some plan is left of a space.
bool has_plans(const training_request& request, const sw::training_space& space) {
  const sw::training_question& question = request.question;
  const sw::layer_features layers = features_of(question.model);
  bool any = false;
  for_each_training_plan(
      space, question.model, question.accelerators, question.batch,
      [&](const sw::training_plan& plan) {
        any = any || keeps_rules(question.software.family, layers, request.recipe, plan.mesh, question.batch);
      },
      question.software.family);
  return any;
}

/// The options without which there are plans, each by itself.
std::optional<std::string> options_in_the_way(const training_request& request) {
  std::string names;
  for (const degree_choice& one : known_degrees) {
    sw::training_space wider = request.space;
    wider.*one.allowed = sw::allowed{};
    if (wider == request.space || !has_plans(request, wider)) continue;
    names.append(names.empty() ? "" : ", or without ").append(text_of(one, request.space.*one.allowed));
  }
  if (names.empty()) return {};
  return "there are plans without " + names;
}

}  // namespace

std::string reason_of_no_plan(const training_request& request) {
  std::string sentence = "no plan that the options allow divides " +
                         std::to_string(request.question.accelerators) + " GPUs, the model and the batch";
  for (const auto why : {undivided_gpus, undivided_model, undivided_sequence, undivided_experts,
                         undivided_batch, undivided_pipeline, options_in_the_way})
    if (const auto reason = why(request)) return sentence + ": " + *reason;
  return sentence;
}
