#include "layers_report.hpp"

#include "counted_text.hpp"
#include <scalewall/count.hpp>
#include <scalewall/report/number_text.hpp>

#include <optional>
#include <string>
#include <variant>

namespace {

std::string attention_text(const scalewall::transformer_layer& layer) {
  using namespace scalewall;
  if (const auto* grouped = std::get_if<grouped_attention>(&layer.attention))
    return ::counted(grouped->heads, "head") + " of " + to_text(count{grouped->head_size}) + ", " +
           to_text(count{grouped->key_value_heads}) + " of keys and values";
  const auto& latent = std::get<latent_attention>(layer.attention);
  return "latent, " + ::counted(latent.heads, "head") + " of " + to_text(count{latent.nope_head_size}) +
         " + " + to_text(count{latent.rope_head_size}) + ", rank " + to_text(count{latent.key_value_rank});
}

std::string reach_text(const scalewall::attention_reach& reach) {
  using scalewall::reach_kind;
  if (reach.kind == reach_kind::all) return "all tokens";
  const std::string tokens = to_text(scalewall::count{reach.tokens});
  return reach.kind == reach_kind::window ? "the last " + tokens : "chunks of " + tokens;
}

std::string feed_forward_text(const scalewall::transformer_layer& layer) {
  using namespace scalewall;
  const auto gate = [](std::optional<bool> gated) { return is_gated(gated) ? ", gated" : ""; };
  if (const auto* dense = std::get_if<dense_feed_forward>(&layer.feed_forward))
    return "dense, " + to_text(count{dense->width}) + gate(dense->gated);
  const auto& routed = std::get<routed_feed_forward>(layer.feed_forward);
  std::string text = to_text(count{routed.experts_per_token}) + " of " + ::counted(routed.experts, "expert") +
                     " of " + to_text(count{routed.expert_width});
  if (routed.shared_experts > 0)
    text += ", " + to_text(count{routed.shared_experts}) + " shared of " +
            to_text(count{routed.shared_expert_width});
  return text + gate(routed.gated);
}

scalewall::attention_reach reach_of(const scalewall::transformer_layer& layer) {
  return std::visit([](const auto& attention) { return attention.reach; }, layer.attention);
}

}  // namespace

scalewall::table layers_table(const scalewall::language_model& model) {
  using namespace scalewall;
  table shown({number_column("layers"), text_column("attention"), text_column("sees"),
               text_column("feed-forward block")});
  const auto add = [&shown](const std::string& number, const transformer_layer& layer) {
    shown.add_row({number, attention_text(layer), reach_text(reach_of(layer)), feed_forward_text(layer)});
  };
  for_each_run(model, [&](const transformer_layer& layer, count number) { add(to_text(number), layer); });
  if (model.prediction)
    add("+ " + to_text(count{model.prediction->modules}) + " to predict tokens", model.prediction->layer);
  return shown;
}

nlohmann::ordered_json json_of(const scalewall::transformer_layer& layer) {
  using namespace scalewall;
  nlohmann::ordered_json attention, feed_forward;
  if (const auto* grouped = std::get_if<grouped_attention>(&layer.attention)) {
    attention = {{"kind", "grouped"},
                 {"heads", grouped->heads},
                 {"key_value_heads", grouped->key_value_heads},
                 {"head_size_words", grouped->head_size}};
  } else {
    const auto& latent = std::get<latent_attention>(layer.attention);
    attention = {{"kind", "latent"},
                 {"heads", latent.heads},
                 {"query_rank_words", nullptr},
                 {"key_value_rank_words", latent.key_value_rank},
                 {"nope_head_size_words", latent.nope_head_size},
                 {"rope_head_size_words", latent.rope_head_size},
                 {"value_head_size_words", latent.value_head_size}};
    if (latent.query_rank) attention["query_rank_words"] = *latent.query_rank;
  }
  const attention_reach reach = reach_of(layer);
  attention["sees"] = reach.kind == reach_kind::all      ? "all"
                      : reach.kind == reach_kind::window ? "window"
                                                         : "chunk";
  if (reach.kind != reach_kind::all) attention["reach_tokens"] = reach.tokens;
  if (const auto* dense = std::get_if<dense_feed_forward>(&layer.feed_forward)) {
    feed_forward = {{"kind", "dense"}, {"width_words", dense->width}, {"gated", *dense->gated}};
  } else {
    const auto& routed = std::get<routed_feed_forward>(layer.feed_forward);
    feed_forward = {{"kind", "routed"},
                    {"experts", routed.experts},
                    {"experts_per_token", routed.experts_per_token},
                    {"expert_width_words", routed.expert_width},
                    {"gated", *routed.gated},
                    {"shared_experts", routed.shared_experts},
                    {"shared_expert_width_words", routed.shared_expert_width}};
  }
  return {{"attention", attention}, {"feed_forward", feed_forward}};
}
