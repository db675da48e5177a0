// Random runs of Megatron-LM, valid by construction: what is written reads back, and changes lead from any line to any
// run.

#include "property.hpp"
#include <scalewall/formats/layer_sequence.hpp>
#include <scalewall/formats/megatron_difference.hpp>
#include <scalewall/formats/shell_text.hpp>
#include <scalewall/framework/training_rules.hpp>

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <initializer_list>
#include <iterator>
#include <string>
#include <variant>
#include <vector>

using namespace properties;
using namespace scalewall;

namespace {

std::int64_t one_of(std::initializer_list<std::int64_t> values) {
  return *(values.begin() + whole(0, static_cast<std::int64_t>(values.size()) - 1));
}

attention_block any_attention(std::int64_t tensor, bool biased) {
  const std::int64_t heads = tensor * whole(1, 6);
  if (flag() && !biased) {
    latent_attention latent{.heads = heads, .key_value_rank = whole(1, 64)};
    if (flag()) latent.query_rank = whole(1, 64);
    latent.nope_head_size = whole(1, 64);
    latent.rope_head_size = whole(1, 32);
    latent.value_head_size = whole(1, 64);
    return latent;
  }
  grouped_attention grouped{
      .heads = heads, .key_value_heads = one_of({heads, tensor, 1}), .head_size = 2 * whole(1, 32)};
  grouped.query_key_value_biases = biased || flag();
  grouped.output_bias = biased;
  if (flag()) grouped.norm = query_key_norm::shared_by_heads;
  grouped.sinks = flag();
  return grouped;
}

routed_feed_forward any_experts(const mesh& degrees, bool gated, bool biased) {
  routed_feed_forward experts{
      .experts = degrees.expert * whole(1, 4), .gated = gated, .expert_biases = biased};
  experts.experts_per_token = whole(1, experts.experts);
  experts.expert_width = degrees.expert_tensor * whole(1, 64);
  experts.router_bias = biased || flag();
  if (!biased && flag()) {
    experts.shared_experts = 1;
    experts.shared_expert_width = degrees.tensor * whole(1, 64);
    experts.shared_expert_gate = flag();
  }
  if (flag()) experts.latent_width = whole(1, 64);
  return experts;
}

/// Layers for a pipeline, and how they stand on it.
std::int64_t any_layout(std::int64_t ranks, stage_layout& layout) {
  const std::int64_t chunks = ranks > 1 ? whole(1, 3) : 1;
  const std::int64_t each = whole(1, 3);
  switch (whole(0, 3)) {
    case 0:
      layout.chunks = chunks;
      return ranks * chunks * each;
    case 1: {
      if (ranks < 3) return ranks * each;
      layout.chunks = chunks;
      layout.first_rank = chunks * whole(1, 3);
      if (flag()) layout.last_rank = chunks * whole(1, 3);
      return (ranks - (layout.last_rank ? 2 : 1)) * chunks * each + *layout.first_rank +
             layout.last_rank.value_or(0);
    }
    case 2: {
      layout.chunks = chunks;
      layout.embedding_counts = flag();
      layout.loss_counts = flag();
      return ranks * chunks * (each + 2) - (layout.embedding_counts ? 1 : 0) - (layout.loss_counts ? 1 : 0);
    }
    default: {
      layout.chunks = chunks;
      std::int64_t layers = 0;
      for (std::int64_t i = 0; i < ranks * chunks; ++i) {
        layout.listed.push_back(static_cast<std::uint8_t>(i == 0 ? each : whole(0, 6)));
        layers += layout.listed.back();
      }
      return layers;
    }
  }
}

language_model any_model(const mesh& degrees, std::int64_t layers, bool has_experts,
                         std::int64_t sequence_length) {
  const std::int64_t unit = flag() ? 16 : 1;  // of 8 bit, or any
  language_model model{.width = unit * whole(1, 256), .tied_head = flag()};
  model.norm = flag() ? norm_kind::rms_norm : norm_kind::layer_norm;
  const bool gated = flag(), biased = flag();
  const dense_feed_forward block{
      .width = degrees.tensor * unit * whole(1, 64), .gated = gated, .biases = biased};
  transformer_layer dense, routed;
  dense.attention = routed.attention = any_attention(degrees.tensor, biased);
  if (auto* grouped = std::get_if<grouped_attention>(&dense.attention); grouped != nullptr && unit > 1) {
    grouped->head_size = unit * whole(1, 4);
    routed.attention = dense.attention;
  }
  dense.feed_forward = block;
  routed.feed_forward = block;
  if (has_experts) routed.feed_forward = any_experts(degrees, gated, biased);
  const attention_reach window = sliding_window(whole(1, 512));
  const std::vector<transformer_layer> kinds = {dense, with_reach(dense, window), routed,
                                                with_reach(routed, window)};

  const std::int64_t first_routed = has_experts ? whole(0, layers - 1) : layers;
  const std::int64_t whole_reach_every = one_of({1, 2, 3});  // 1: no layer has the window
  std::vector<std::size_t> sequence;
  for (std::int64_t i = 0; i < layers; ++i)
    sequence.push_back((i >= first_routed ? 2U : 0U) + ((i + 1) % whole_reach_every != 0 ? 1U : 0U));
  try {
    model.layers = patterns_of(sequence, kinds);
  } catch (const broken_rule&) {  // windows and experts do not make a pattern together
    for (std::size_t& kind : sequence) kind &= 2U;
    model.layers = patterns_of(sequence, kinds);
  }
  if (flag())
    model.learned_positions = sequence_length + whole(0, 100);
  else if (flag())
    model.prediction = token_prediction{.layer = kinds[sequence.back()], .modules = whole(1, 3)};
  return model;
}

/// States of Megatron's optimizers, some of them precision-aware: what formats of master weight and moments keep and copy.
void choose_states(recipe& chosen) {
  struct formats {
    double master, first, second;
  };
  constexpr formats all[] = {{4, 4, 4}, {4, 4, 2}, {4, 4, 1}, {4, 2, 2},
                             {4, 2, 1}, {4, 1, 1}, {2, 1, 2}, {2, 1, 1}};
  const formats one = all[chosen.shards == sharding::none ? 0 : whole(0, 7)];
  const bool here = !chosen.offloads_optimizer;
  const bool aware = !here || (chosen.shards != sharding::none && flag()) || one.second < 4;
  state_bytes& states = chosen.states;
  const double master = aware && here && one.master > 2 ? bytes_of_master_weight(chosen.format) : one.master;
  states.optimizer = master + one.first + one.second;
  // Without a byte less it is Megatron's ordinary optimizer.
  const bool written_aware = !here || states.optimizer < 12;
  if (written_aware && here) states.moment_copies = bytes_of_moment_copies(one.first, one.second);
  const bool copies = !written_aware || (here && one.master > 2 && updates_copies_in_fp32(chosen.format));
  if (copies && chosen.shards <= sharding::optimizer && states.gradient < 4) states.gradient_copy = 4;
}

/// Whether Transformer Engine's products in 8 bit take the sizes of the model and of a microbatch.
bool takes_8_bit(const megatron_run& run) {
  const mesh& degrees = run.plan.mesh;
  bool fits =
      run.model.width % 16 == 0 && run.batch.sequence_length / degrees.context * run.plan.microbatch % 8 == 0;
  for_each_run(run.model, [&](const transformer_layer& layer, count) {
    if (const auto* grouped = std::get_if<grouped_attention>(&layer.attention))
      fits = fits && grouped->heads * grouped->head_size / degrees.tensor % 16 == 0;
    if (const auto* dense = std::get_if<dense_feed_forward>(&layer.feed_forward))
      fits = fits && dense->width / degrees.tensor % 16 == 0;
  });
  return fits;
}

recipe any_recipe(const megatron_run& run, bool has_experts) {
  recipe chosen;
  const layer_features layers = features_of(run.model);
  const mesh& degrees = run.plan.mesh;
  chosen.format = static_cast<training_format>(whole(degrees.expert > 1 ? 1 : 0, 6));
  if (is_quantized(chosen.format) && !takes_8_bit(run)) chosen.format = training_format::bf16;
  chosen.shards = static_cast<sharding>(whole(0, 3));
  chosen.states.gradient = static_cast<double>(one_of({2, 4}));
  if (chosen.shards != sharding::none) {
    chosen.offloads_optimizer = flag();
    if (chosen.offloads_optimizer) chosen.offloaded_share = static_cast<double>(whole(1, 10)) / 10;
    chosen.overlaps_parameters = flag();
  } else {
    chosen.overlaps_parameters = false;
  }
  choose_states(chosen);
  chosen.overlaps_gradients = chosen.overlaps_parameters || flag();
  if (chosen.format != training_format::fp16 && chosen.shards <= sharding::optimizer && whole(0, 7) == 0) {
    chosen.muon = true;
    chosen.states.optimizer = 8;
    chosen.states.moment_copies = 0;
    chosen.states.gradient_copy = chosen.states.gradient < 4 ? 4 : 0;
    chosen.offloads_optimizer = false;
    chosen.offloaded_share = 1;
  }
  chosen.optimizer_instances = one_of({1, degrees.context, degrees.data});
  chosen.sequence_parallel = degrees.tensor > 1 && (has_experts || flag());
  chosen.overlaps_tensor = chosen.sequence_parallel && flag();
  if (degrees.context > 1) chosen.context = static_cast<context_exchange>(whole(layers.windows ? 1 : 0, 2));
  if (layers.key_value_heads % (degrees.tensor * degrees.context) != 0 &&
      chosen.context == context_exchange::all_to_all)
    chosen.context = context_exchange::all_gather;
  chosen.attention = static_cast<attention_kernel>(whole(0, degrees.context > 1 ? 1 : 2));
  chosen.loss = static_cast<loss_kernel>(whole(0, 2));
  chosen.attention_dropout = flag();
  chosen.hidden_dropout = flag();
  chosen.attention_mask = flag();
  chosen.fused_gradient_accumulation = flag();
  if (has_experts) {
    chosen.dispatcher = static_cast<token_dispatcher>(whole(0, 2));
    chosen.grouped_experts = flag();
    chosen.fused_permutation = flag();
    chosen.router_in_fp32 = flag();
    if (flag()) chosen.expert_capacity = static_cast<double>(whole(1, 16)) / 4;
  }
  chosen.graphs = static_cast<cuda_graphs>(whole(0, 2));
  switch (whole(chosen.graphs == cuda_graphs::none ? 0 : 1, 2)) {
    case 0:
      chosen.recompute.granularity = recompute_granularity::full;
      if (flag())
        chosen.recompute.layers = whole(1, 8);
      else
        chosen.recompute.unit = whole(1, 8);
      break;
    case 1:
      chosen.recompute.granularity = recompute_granularity::selective;
      for (const recompute_module& one : every_recompute_module) chosen.recompute.modules.*one.taken = flag();
      chosen.recompute.modules =
          common_modules(chosen.recompute.modules, recomputable_modules(layers, chosen));
      break;
    default:
      break;
  }
  if (chosen.recompute.granularity != recompute_granularity::full && flag()) {
    for (const offloaded_module& one : every_offloaded_module) chosen.offloaded.*one.taken = flag();
    chosen.offloaded.attention_projection =
        chosen.offloaded.attention_projection && chosen.offloaded.core_attention;
  }
  chosen.vocabulary_multiple = one_of({1, 64, 128});
  return chosen;
}

megatron_run any_run() {
  megatron_run run;
  mesh& degrees = run.plan.mesh;
  degrees = {.tensor = one_of({1, 2, 4}),
             .context = one_of({1, 2}),
             .pipeline = one_of({1, 2, 4}),
             .data = whole(1, 8)};
  const bool has_experts = flag();
  if (has_experts) {
    degrees.expert_tensor = one_of({1, degrees.tensor});
    const std::int64_t ranks = ranks_of_stage(degrees).as_int64() / degrees.expert_tensor;
    degrees.expert = one_of({1, ranks});
  }
  const std::int64_t layers = any_layout(degrees.pipeline, run.plan.layout);
  run.plan.microbatch = whole(1, 4);
  std::int64_t microbatches_of_rank = degrees.pipeline * whole(1, 4);
  if (run.plan.layout.chunks > 1 && flag()) {
    run.plan.microbatch_group = degrees.pipeline + whole(0, 2);
    microbatches_of_rank = *run.plan.microbatch_group * whole(1, 3) + (flag() ? degrees.pipeline : 0);
    if (microbatches_of_rank % *run.plan.microbatch_group % degrees.pipeline != 0)
      microbatches_of_rank = *run.plan.microbatch_group;
  }
  run.batch.sequences = run.plan.microbatch * degrees.data * microbatches_of_rank;
  run.batch.sequence_length = 2 * degrees.context * degrees.tensor * whole(1, 64);
  run.model = any_model(degrees, layers, has_experts, run.batch.sequence_length);
  run.recipe = any_recipe(run, has_experts);
  run.vocabulary = whole(1, 300'000);
  run.model.vocabulary = run.vocabulary;
  run.model = with_padded_vocabulary(run.model, run.recipe.vocabulary_multiple * degrees.tensor);
  return run;
}

void same(const megatron_run& read, const megatron_run& wanted) {
  RC_ASSERT(read.model == wanted.model);
  RC_ASSERT(read.plan == wanted.plan);
  RC_ASSERT(read.batch == wanted.batch);
  RC_ASSERT(read.recipe == wanted.recipe);
  RC_ASSERT(read.understood());
}

megatron_setting on(const megatron_run& run) { return {.gpus = accelerators(run.plan).as_int64()}; }

}  // namespace

TEST_CASE("the flags of a run are read as that run") {
  check([] {
    const megatron_run run = any_run();
    require_valid(run.plan, run.model, run.batch);
    const std::vector<written_flag> flags = megatron_flags_of(run);
    same(read_megatron_arguments(launch_line_of(flags), on(run)), run);

    // Also as a text, as a shell would take it.
    std::string text = "train.py";
    for (const written_flag& flag : flags) text += " \\\n    " + to_text(flag);
    const megatron_run of_text = read_megatron_arguments(read_launch_text(text), on(run));
    same(of_text, run);
    RC_ASSERT(of_text.vocabulary == run.vocabulary);
  });
}

TEST_CASE("the difference to a line makes it the line of another run") {
  check([] {
    const megatron_run before = any_run(), after = any_run();
    const launch_line line = launch_line_of(megatron_flags_of(before));
    const std::vector<flag_change> changes = difference(line, after, on(before));
    same(read_megatron_arguments(with_changes(line, changes), on(after)), after);
    RC_ASSERT(difference(with_changes(line, changes), after, on(after)).empty());
  });
}

TEST_CASE("reading a text takes time in proportion to its length") {
  check([] {
    constexpr const char* pieces[] = {"if [ -f a ]; then ",
                                      "if [ a = b ]; then ",
                                      "elif [ -f b ]; then ",
                                      "else ",
                                      "fi\n",
                                      "A=1; ",
                                      "A+=\" --b 1\"\n",
                                      "A=\"--c $B\"\n",
                                      "B+=(x y)\n",
                                      "case $1 in a|b) ",
                                      "case a in ",
                                      "*) ",
                                      ";; ",
                                      "esac\n",
                                      "while [ $X ]; do ",
                                      "for i in a b; do ",
                                      "for i in; do ",
                                      "done\n",
                                      "{ ",
                                      "}\n",
                                      "( ",
                                      ")\n",
                                      "&& ",
                                      "|| ",
                                      "[[ a == [a-b]* ]] ",
                                      "[[ ( ! a && ",
                                      "]]\n",
                                      "(( A + 1 )) ",
                                      "((A++)) ",
                                      "$(( 2 * (3 + 1) )) ",
                                      "$((",
                                      "${A:-",
                                      "${B:=1} ",
                                      "${A[",
                                      "${#B[@]} ",
                                      "${B[@]} ",
                                      "}",
                                      ") ",
                                      "\"",
                                      "'",
                                      "`",
                                      "\\\n",
                                      "# c\n",
                                      "#SBATCH -n 4\n",
                                      "f() {\n",
                                      "exit\n",
                                      "break ",
                                      "return; ",
                                      "f ",
                                      "| ",
                                      "& ",
                                      "! ",
                                      "x.py --a $A ",
                                      "--d ${B[@]}\n",
                                      "\n",
                                      "; ",
                                      "declare -i "};
    std::string unit;
    for (std::int64_t i = whole(1, 8); i > 0; --i)
      unit += pieces[whole(0, static_cast<std::int64_t>(std::size(pieces)) - 1)];
    const auto seconds = [&](int times) {
      std::string text;
      for (int i = 0; i < times; ++i) text += unit;
      const std::clock_t begin = std::clock();
      try {
        static_cast<void>(read_launch_text(text));
      } catch (const broken_rule&) {  // too deep, or too long by its substitutions
      }
      return static_cast<double>(std::clock() - begin) / static_cast<double>(CLOCKS_PER_SEC);
    };
    RC_ASSERT(seconds(2'000) < 8 * 4 * seconds(250) + 0.2);
  });
}
