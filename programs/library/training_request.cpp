#include "training_request.hpp"

#include "counted_text.hpp"
#include <scalewall/count.hpp>
#include <scalewall/error.hpp>
#include <scalewall/framework/catalog/memory.hpp>
#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/framework/training_rules.hpp>
#include <scalewall/hardware/catalog/device_memory.hpp>
#include <scalewall/report/quantity_text.hpp>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <iterator>
#include <numeric>
#include <string_view>
#include <tuple>
#include <utility>

void set_model(training_request& request, const std::optional<chosen_model>& chosen) {
  if (!chosen) return;
  request.model_name = chosen->name;
  request.model_source = chosen->source;
  request.question.model = chosen->model;
  request.keys = chosen->keys;
}

namespace {

/// Throws `broken_rule` where the recipe asks for what the machine does not have, with where a file says that it has.
void require_nothing_missing(const training_request& request, const training_options& asked) {
  const auto missing = missing_of(request.question.machine, request.recipe);
  if (!missing) return;
  throw scalewall::broken_rule(
      *missing + (asked.described
                      ? "; what a GPU multiplies in is what peak_flop_per_s of its file lists, and "
                        "beside that what its like has"
                      : ""));
}

/// What must be known of a network that nobody orders as the catalog has it; empty where there is nothing.
std::string assumed_network_text(const scalewall::cluster& cluster) {
  namespace sw = scalewall;
  if (cluster.gpu.name == sw::catalog::h100_pcie.name)
    return "network: that of a DGX H100, as in arXiv 2411.01137, with NVLink of " +
           sw::to_text(domain_links_of(cluster.network).slowest) +
           " one way among 8; cards of PCIe are joined in pairs, and whatever meets in a node takes longer "
           "on them";
  if (cluster.network.size() == 1 && cluster.gpu.evidence == sw::evidence::data_sheet)
    return "network: no nodes, " + sw::to_text(cluster.network[0].bandwidth.one_way()) +
           " one way between any two GPUs";
  return {};
}

void set_catalogued_hardware(training_request& request, const scalewall::cluster& cluster) {
  namespace sw = scalewall;
  request.gpu = std::string(cluster.name);
  sw::training_question& question = request.question;
  question.machine = sw::catalog::training_machine_of(cluster);
  question.generation = sw::generation_of(cluster.gpu);
  request.links = domain_links_of(cluster.network).slowest;
  question.memory = sw::catalog::usable_memory_of(cluster);
  if (!sw::catalog::seen_memory_of(cluster))
    request.assumed.push_back("memory of a GPU: as on its data sheet");
  if (const std::string network = assumed_network_text(cluster); !network.empty())
    request.assumed.push_back(network);
}

/// Whether what was assumed of hardware is a key that estimates of language models do not read.
bool is_of_unread_key(const std::string& assumed) {
  return std::any_of(std::begin(scalewall::keys_unread_by_training),
                     std::end(scalewall::keys_unread_by_training),
                     [&](std::string_view key) { return assumed.starts_with(key); });
}

std::string unread_keys_of(const scalewall::described_hardware& read) {
  std::string all;
  for (const std::string& key : read.unread_by_training) all.append(all.empty() ? "" : ", ").append(key);
  return all;
}

/// The hardware of a file, with what is taken from the GPU of the catalog that it is like.
void set_described_hardware(training_request& request, const described_training_hardware& described) {
  namespace sw = scalewall;
  const sw::described_hardware& read = described.read;
  request.gpu = read.name;
  sw::training_question& question = request.question;
  question.machine = described.machine;
  question.generation = sw::generation_of(read.on_data_sheet.gpu);
  request.links = domain_links_of(read.on_data_sheet.network).slowest;
  question.memory = sw::memory_capacity(read.on_data_sheet.gpu);
  const auto seen = sw::catalog::seen_memory_of(*read.like);
  const bool as_like = seen && question.memory == sw::memory_capacity(read.like->gpu);
  if (as_like) question.memory = *seen;
  for (const std::string& one : read.assumed)
    if (as_like && one.starts_with("memory_bytes:"))
      request.assumed.push_back("hardware, memory_bytes: " + sw::number_text(seen->value()) +
                                ", as the driver of " + std::string(read.like->name) + " tells it");
    else if (!is_of_unread_key(one))
      request.assumed.push_back("hardware, " + one);
  const std::string like(read.like->name);
  const sw::native_formats& formats = question.machine.formats;
  if (formats.mxfp8 || formats.nvfp4)
    request.assumed.push_back("hardware, mxfp8 and nvfp4: as of " + like + ", as much faster as fp8 is");
  if (question.machine.products_8 && !sw::computing_in_fp8(read.like->gpu))
    request.assumed.push_back("hardware, products in fp8: by a formula alone, for " + like +
                              " multiplies in no fewer than 16 bits");
  request.assumed.push_back(
      "hardware, kernels, attention and collectives: those of " + like +
      ", as much faster as peak, memory and links are; its latencies and sustained share");
  if (const std::string unread = unread_keys_of(read); !unread.empty())
    request.assumed.push_back("hardware: nothing here depends on " + unread +
                              ", for latencies and sustained shares are part of what was fitted to kernels");
}

}  // namespace

void set_hardware(training_request& request, const training_options& asked) {
  namespace sw = scalewall;
  if (asked.described)
    set_described_hardware(request, *asked.described);
  else
    set_catalogued_hardware(request, sw::choose(sw::catalog::all, "GPU", asked.gpu));
  sw::training_question& question = request.question;
  const framework_choice framework = asked.software_choice();
  question.accounting = framework.accounting;
  std::string told;
  std::optional<sw::software_release> release = asked.release;
  if (!release) told = ", of a release that is not said";
  if (release && *release != sw::catalog::nearest_known_release(*release)) {
    const sw::software_release known = sw::catalog::nearest_known_release(*release);
    told = " as of " + to_text(known) + ", the " + (known < *release ? "newest" : "oldest") +
           " release that is known, not of " + to_text(*release);
    release = known;
  }
  question.software = sw::catalog::training_software_of(framework.family, question.machine.generation,
                                                        release, framework.kind);
  request.assumed.push_back("software: " + std::string(framework.name) + told);
}

namespace {

void set_accelerators(training_request& request, const training_options& asked) {
  request.question.accelerators = asked.gpus ? *asked.gpus : assumed_node(request);
}

}  // namespace

std::int64_t assumed_node(training_request& request) {
  const std::int64_t number = request.question.machine.domain;
  request.assumed.push_back("GPUs: " + std::to_string(number) + ", those of one node (--gpus says how many)");
  return number;
}

std::int64_t usual_sequences(std::int64_t accelerators, std::int64_t sequence_length) {
  const std::int64_t wanted = std::max<std::int64_t>(1, usual_batch_tokens / sequence_length);
  if (accelerators < wanted) return (wanted + accelerators / 2) / accelerators * accelerators;
  // What is shared with the accelerators, odd factors before powers of two, which plans have elsewhere too; then the nearest.
  const auto merit = [&](std::int64_t sequences) {
    const std::int64_t shared = std::gcd(sequences, accelerators);
    const std::int64_t odd = shared >> std::countr_zero(static_cast<std::uint64_t>(shared));
    return std::tuple(odd, shared, -std::abs(sequences - wanted));
  };
  std::int64_t best = wanted;
  for (std::int64_t sequences = wanted - wanted / 8; sequences <= wanted + wanted / 8; ++sequences)
    if (merit(sequences) > merit(best)) best = sequences;
  return best;
}

std::string usual_batches_text() {
  return "a global batch of about " + scalewall::number_text(double(usual_batch_tokens) / (1 << 20)) +
         " Mi tokens";
}

std::string usual_batch_text(const scalewall::batch& batch) {
  return "a global batch of " + std::to_string(batch.sequences) + " sequences, " +
         scalewall::number_text(size(batch).value() / (1 << 20)) + " Mi tokens (--batch-sequences)";
}

namespace {

std::int64_t assumed_sequence_length(training_request& request) {
  constexpr std::int64_t usual = 4096;
  const scalewall::language_model& model = request.question.model;
  const bool takes_usual = has_positions_for(model, usual);
  const std::int64_t length = takes_usual ? usual : model.learned_positions;
  request.assumed.push_back("sequences of " + std::to_string(length) + " tokens" +
                            (takes_usual ? "" : ", all positions that the model has learned") +
                            " (--sequence-length)");
  return length;
}

/// Throws `broken_rule` where the model has learned fewer positions than a sequence has tokens.
void require_positions(const training_request& request) {
  const scalewall::language_model& model = request.question.model;
  const std::int64_t length = request.question.batch.sequence_length;
  if (!has_positions_for(model, length))
    throw scalewall::broken_rule("--sequence-length: it is at most the learned positions of " +
                                 request.model_name + ", " + std::to_string(model.learned_positions) +
                                 ", and is " + std::to_string(length));
}

void set_batch(training_request& request, const training_options& asked) {
  scalewall::batch& batch = request.question.batch;
  if (asked.sequence_length)
    batch.sequence_length = *asked.sequence_length;
  else
    batch.sequence_length = assumed_sequence_length(request);
  require_positions(request);
  if (asked.batch_sequences) {
    batch.sequences = *asked.batch_sequences;
    return;
  }
  batch.sequences = usual_sequences(request.question.accelerators, batch.sequence_length);
  request.assumed.push_back(usual_batch_text(batch));
}

/// What words mean in torchtitan, and what its seconds are of.
void take_what_torchtitan_does(training_request& request) {
  using namespace scalewall;
  if (request.recipe.recompute == selective_recomputation) {
    request.recipe.recompute = recomputation_by_operation;
    request.assumed.push_back("selective recomputation: torchtitan's by operation (op)");
  }
  request.assumed.push_back("seconds: " + std::string(seconds_of_compiled_models));
}

/// The format of 16 bit that an accelerator is said to compute in: a file's first, then what the catalog has.
scalewall::training_format usual_format(const training_request& request, const training_options& asked) {
  const bool lacks_bf16 = asked.described
                              ? asked.described->read.on_data_sheet.gpu.format == scalewall::precision::fp16
                              : !request.question.machine.formats.bf16;
  return lacks_bf16 ? scalewall::training_format::fp16 : scalewall::training_format::bf16;
}

/// The recipe that options ask for, with what the GPU and the model imply of the rest.
void set_recipe(training_request& request, const training_options& asked) {
  using namespace scalewall;
  const training_machine& machine = request.question.machine;
  recipe wanted = asked.recipe;
  wanted.format = asked.format.value_or(usual_format(request, asked));
  const framework_choice framework = asked.software_choice();
  recipe& recipe = request.recipe = with_states_of(framework.accounting, wanted);
  recipe.attention = asked.attention.value_or(kernel_of_engine(machine.generation, false));
  if (!asked.attention && !has_fused_attention(machine))
    request.assumed.push_back("unfused attention: " + std::string(machine.name) +
                              " has no kernel of another");
  recipe.shards = asked.shards.value_or(framework.shards);
  recipe.recompute = asked.recompute.value_or(recomputation{});
  if (framework.family == time_family::torchtitan) take_what_torchtitan_does(request);
  // Packed sequences need no mask of their own.
  recipe.attention_mask = false;
  request.assumed.push_back("layers multiply in " + std::string(name(recipe.format)) + "; " +
                            std::string(name(recipe.shards)) + " shared by replicas");
  if (features_of(request.question.model).windows) {
    recipe.context = context_exchange::all_gather;
    request.assumed.push_back("context parallelism by all-gather: p2p does not take sliding windows");
  }
}

/// Degrees of the mesh that options allow.
struct degree_option {
  const char* name;
  scalewall::allowed scalewall::training_space::*degrees;
  bool is_of_experts;
};

constexpr degree_option degree_options[] = {{"--tp", &scalewall::training_space::tensor, false},
                                            {"--cp", &scalewall::training_space::context, false},
                                            {"--pp", &scalewall::training_space::pipeline, false},
                                            {"--ep", &scalewall::training_space::expert, true},
                                            {"--etp", &scalewall::training_space::expert_tensor, true}};

/// Leaves of the space what model and software have. Throws `broken_rule` where options ask for more.
void keep_to_what_there_is(training_request& request, const framework_choice& framework) {
  using scalewall::broken_rule;
  const bool routed = scalewall::features_of(request.question.model).routed;
  for (const degree_option& one : degree_options) {
    scalewall::allowed& degrees = request.space.*one.degrees;
    if (one.is_of_experts && !routed && !degrees(1))
      throw broken_rule(std::string(one.name) + " asks for experts, and " + request.model_name + " has none");
    if (!framework.has_replicas_alone) continue;
    if (!degrees(1))
      throw broken_rule(std::string(framework.name) + " shards by FSDP alone, and has no " + one.name);
    degrees = scalewall::exactly(1);
  }
}

/// Throws `broken_rule` where options ask for what the software refuses; says what a search leaves out.
void keep_rules(training_request& request) {
  using namespace scalewall;
  const layer_features layers = features_of(request.question.model);
  const time_family software = request.question.software.family;
  if (const auto broken = broken_rule_of(software, layers, request.recipe))
    throw broken_rule(std::string(broken->sentence));
  const training_space& space = request.space;
  const auto keep = [&](const allowed& degrees, std::int64_t mesh::*degree) {
    // Experts are cut as torchtitan does it, so that nothing but the degree breaks a rule.
    mesh least;
    least.*degree = std::max<std::int64_t>(2, degrees.least);
    if (software == time_family::torchtitan) least.expert_tensor = least.tensor;
    const auto broken = broken_rule_of(software, layers, request.recipe, least);
    if (!broken || degrees.most == 1) return;
    if (degrees.least > 1) throw broken_rule(std::string(broken->sentence));
    request.assumed.push_back("left out: " + std::string(broken->sentence));
  };
  keep(space.tensor, &mesh::tensor);
  keep(space.context, &mesh::context);
  // Of torchtitan it depends on the other degrees, too.
  if (layers.routed && software != time_family::torchtitan) keep(space.expert, &mesh::expert);
}

void set_from_options(training_request& request, const training_options& asked) {
  set_accelerators(request, asked);
  set_batch(request, asked);
  set_recipe(request, asked);
  request.space = asked.space;
  keep_to_what_there_is(request, asked.software_choice());
  if (!asked.recompute)
    request.space.recomputations =
        usual_recomputations_of(request.question.model, request.recipe, request.question.software.family);
  keep_rules(request);
  using enum scalewall::step_input;
  request.stated.state(software, asked.framework.has_value());
  request.stated.state(precision, asked.format.has_value());
  request.stated.state(attention, asked.attention.has_value());
  request.stated.state(recomputation, asked.recompute.has_value());
  request.stated.state(sharding, asked.shards.has_value());
  request.stated.state(sequence_parallelism, !asked.recipe.sequence_parallel);
}

/// Whether the kernel of attention was assumed, by the names that readers have for it.
bool is_attention(const scalewall::assumed_key& one) {
  return one.key == "--attention-backend" || one.key == "model.attention_backend" || one.key == "attention";
}

/// A launch line is Megatron's, and a flag that it leaves out says that something is not done; but not which kernel of attention
/// is found on a GPU.
void state_inputs_of_line(training_request& request) {
  using enum scalewall::step_input;
  for (const scalewall::step_input input : {software, precision, recomputation, sharding,
                                            sequence_parallelism, context_exchange, replicas, graphs})
    request.stated.state(input);
  request.stated.state(
      attention, std::none_of(request.flags.assumed.begin(), request.flags.assumed.end(), is_attention));
}

/// Nodes as the launcher fills them.
void set_nodes(training_request& request, std::optional<std::int64_t> accelerators_of_node) {
  scalewall::training_machine& machine = request.question.machine;
  if (accelerators_of_node && *accelerators_of_node > machine.domain)
    request.assumed.push_back("nodes of " + ::counted(machine.domain, "GPU") + ", as the catalog's " +
                              std::string(machine.name) + " has them: the launcher fills nodes of " +
                              std::to_string(*accelerators_of_node));
  if (!accelerators_of_node || *accelerators_of_node >= machine.domain ||
      machine.domain > scalewall::most_accelerators_of_node ||
      *accelerators_of_node == request.question.accelerators)
    return;
  request.assumed.push_back("nodes of " + ::counted(*accelerators_of_node, "GPU") +
                            ", as the launcher fills them (the catalog's have " +
                            std::to_string(machine.domain) + ")");
  machine = with_domain(machine, *accelerators_of_node);
}

/// The run that a launch line or a configuration describes.
void take_run(training_request& request, scalewall::configured_run run, const std::string& source) {
  if (request.model_name.empty()) {
    request.model_name = "the " + source + "'s";
    request.model_source = source;
    request.question.model = run.model;
    request.question.model.vocabulary = run.vocabulary;
  }
  request.question.batch = run.batch;
  request.question.accelerators = accelerators(run.plan).as_int64();
  request.plan = run.plan;
  request.recipe = run.recipe;
  request.flags = std::move(run.flags);
  require_positions(request);
}

void set_from_line(training_request& request, const training_options& asked,
                   const scalewall::launch_line& line) {
  namespace sw = scalewall;
  sw::megatron_setting setting{.gpus = asked.gpus, .generation = request.question.machine.generation};
  if (!request.model_name.empty()) {
    setting.model = request.question.model;
    setting.vocabulary = request.question.model.vocabulary;
  }
  const sw::megatron_run run = read_megatron_arguments(line, setting);
  take_run(request, run, "launch line");
  set_nodes(request, run.accelerators_of_node);
  request.line = line;
  request.setting = setting;
  state_inputs_of_line(request);
}

/// What a configuration leaves open, as options say it; sequences of a usual length where they do not.
scalewall::configuration_setting setting_of(training_request& request, const training_options& asked,
                                            const given_run& given) {
  scalewall::configuration_setting setting{.gpus = asked.gpus,
                                           .sequence_length = asked.sequence_length,
                                           .batch_sequences = asked.batch_sequences,
                                           .format = asked.format,
                                           .recompute = asked.recompute};
  setting.generation = (asked.described ? asked.described->machine
                                        : scalewall::catalog::training_machine_of(
                                              scalewall::choose(scalewall::catalog::all, "GPU", asked.gpu)))
                           .generation;
  if (!request.model_name.empty()) setting.model = request.question.model;
  const scalewall::allowed& microbatch = asked.space.microbatch;
  if (microbatch.least == microbatch.most) setting.microbatch = microbatch.least;
  if (given.framework == run_framework::deepspeed && !setting.sequence_length)
    setting.sequence_length = assumed_sequence_length(request);
  return setting;
}

/// How memory and time of a framework are counted.
framework_choice framework_of(const given_run& given, const scalewall::configured_run& run) {
  namespace sw = scalewall;
  switch (given.framework) {
    case run_framework::torchtitan:
      return sw::choose(known_frameworks, "framework", "torchtitan");
    case run_framework::deepspeed: {
      const bool fully_sharded = run.recipe.shards == sw::sharding::weights && run.plan.mesh.pipeline == 1;
      return {.name = "DeepSpeed",
              .accounting = run.recipe.format == sw::training_format::fp16 ? sw::catalog::deepspeed_fp16
                                                                           : sw::catalog::deepspeed_bf16,
              .family = fully_sharded ? sw::time_family::deepspeed_zero3 : sw::time_family::vtrain,
              .shards = run.recipe.shards};
    }
    default:
      return known_frameworks[0];
  }
}

/// A configuration that says nothing of the kernel takes what PyTorch has on the GPU.
void set_attention_of_configuration(training_request& request) {
  using namespace scalewall;
  const training_machine& machine = request.question.machine;
  for (assumed_key& one : request.flags.assumed) {
    if (one.key != "attention" || has_fused_attention(machine)) continue;
    request.recipe.attention = attention_kernel::unfused;
    one.value = "unfused";
    one.reason = std::string(machine.name) + " has no kernel of fused attention";
  }
}

void set_from_configuration(training_request& request, scalewall::configured_run run) {
  take_run(request, std::move(run), "configuration");
  set_attention_of_configuration(request);
  state_inputs_of_line(request);
}

}  // namespace

training_request request_like(const training_options& asked, const scalewall::language_model& model) {
  training_request request;
  request.question.model = model;
  set_hardware(request, asked);
  set_from_options(request, asked);
  require_nothing_missing(request, asked);
  return request;
}

training_request request_of(const training_options& asked, const std::optional<chosen_model>& model,
                            const std::optional<given_run>& given) {
  training_request request;
  set_model(request, model);
  std::optional<scalewall::configured_run> run;
  training_options whole = asked;
  if (given && !given->line) {
    run = read_configuration(*given, setting_of(request, asked, *given));
    whole.framework = asked.framework.value_or(framework_of(*given, *run));
  }
  set_hardware(request, whole);
  request.stated.state(scalewall::step_input::release, asked.release.has_value());
  if (!model && !given)
    throw scalewall::broken_rule(
        "a model is given by --model, or by the arguments of a launch line behind --");
  if (run)
    set_from_configuration(request, *std::move(run));
  else if (given)
    set_from_line(request, asked, *given->line);
  else
    set_from_options(request, asked);
  require_nothing_missing(request, asked);
  for (const auto* made : {&request.keys, &request.flags})
    for (const scalewall::assumed_key& one : made->assumed) request.assumed.push_back(to_text(one));
  return request;
}
