// Mirrors include/scalewall/formats/model_classes.hpp.

#include <scalewall/formats/model_classes.hpp>

namespace {

using namespace scalewall;

/// No two classes share a name, and every one has a source.
constexpr bool classes_are_told_apart() {
  for (const model_class& one : model_classes) {
    if (one.source.empty() || find_architecture(one.architecture) != &one) return false;
    for (const std::string_view type : one.model_types)
      if (find_class(type) != &one) return false;
  }
  for (const undescribed_class& one : undescribed_classes)
    if (find_class(one.model_type) != nullptr || one.reason.empty()) return false;
  for (const undescribed_class& one : unread_classes)
    if (find_class(one.model_type) != nullptr || one.reason.empty()) return false;
  return true;
}
static_assert(classes_are_told_apart());

/// A window or chunk of every n-th layer has its n; only routed classes say of experts.
constexpr bool rules_are_whole() {
  for (const model_class& one : model_classes) {
    const bool every =
        one.window == window_rule::but_every_nth || one.window == window_rule::chunks_but_every_nth;
    if (every != (one.window_period > 0)) return false;
    const bool says_of_experts = one.experts_of_intermediate_size || one.dense_layers_first ||
                                 one.router_bias || one.expert_biases || one.shared_expert ||
                                 one.gate_of_shared_expert;
    if (says_of_experts && !one.routed) return false;
  }
  return true;
}
static_assert(rules_are_whole());

static_assert(find_class("llama") == find_architecture("LlamaForCausalLM"));
static_assert(find_class("gemma3")->tied_head && !find_class("mistral")->tied_head);
static_assert(find_class("Llama") == nullptr && find_architecture("") == nullptr);

}  // namespace
