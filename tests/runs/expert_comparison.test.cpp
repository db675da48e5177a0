// Mirrors include/scalewall/runs/expert_comparison.hpp.

#include <scalewall/runs/expert_comparison.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace scalewall;

expert_recipe llama_8b(const std::string& tensor, const std::string& pipeline,
                       const std::string& microbatch) {
  std::istringstream in(
      "id,kind,model,n_gpu,gpu,precision,tp,pp,cp,mbs,gbs,seq_len,distributed_optimizer,sequence_parallel\n"
      "a,performance recipe,llama3_8b,16,H100,bf16," +
      tensor + "," + pipeline + ",1," + microbatch + ",128,4096,True,True\n");
  return read_expert_recipes(in).front();
}

}  // namespace

TEST_CASE("a plan that no other mesh beats has the first place and no gain beyond its own mesh") {
  expert_comparison best = compare_with(llama_8b("2", "1", "1"), 0.03);
  REQUIRE(best.answer.has_value());
  REQUIRE_FALSE(best.best.empty());
  // Its own plan, given to us as an expert's, is found again.
  expert_recipe ours = llama_8b("2", "1", "1");
  ours.configuration->plan = best.best.front().plan;
  ours.configuration->recipe = best.best.front().recipe;
  const expert_comparison again = compare_with(ours, 0.03);
  CHECK(again.faster == 0);
  CHECK(again.place_text() == "1");
  CHECK(*again.gain() == 0);
  CHECK(again.answer->step.total == best.best.front().step.total);
}

TEST_CASE("places count meshes with faster plans, and those that are clearly so apart") {
  const expert_comparison slow = compare_with(llama_8b("8", "2", "1"), 0.03);
  REQUIRE(slow.answer.has_value());
  std::int64_t faster = 0;
  for (const training_answer& one : slow.best)
    if (one.step.total < slow.answer->step.total && one.plan.mesh != slow.answer->plan.mesh) ++faster;
  CHECK(slow.faster == faster);
  CHECK(faster > 0);
  CHECK(slow.clearly_faster <= slow.faster);
  CHECK(compare_with(llama_8b("8", "2", "1"), 10).clearly_faster == 0);
  REQUIRE(slow.same_mesh.has_value());
  CHECK(slow.best[slow.same_mesh->place].plan.mesh == slow.answer->plan.mesh);
  CHECK(slow.same_mesh->clearly_faster <= static_cast<std::int64_t>(slow.same_mesh->place));
  CHECK(slow.same_mesh->clearly_faster <= slow.clearly_faster);
  CHECK(*slow.gain() > 0);
  CHECK(slow.plans > 100);
}

TEST_CASE("the expert's own recomputation is among those that are looked at") {
  const recipe plain{};
  const language_model& model = catalog::llama_3_1_8b;
  CHECK(space_beside(model, plain).recomputations == usual_recomputations_of(model, plain));
  const recipe own{.recompute = selective_recomputation};
  CHECK(space_beside(model, own).recomputations.size() ==
        space_beside(model, plain).recomputations.size() + 1);
  CHECK(space_beside(model, own).recomputations.back() == selective_recomputation);
}

TEST_CASE("what cannot be expressed has no answer") {
  expert_recipe nothing = llama_8b("3", "1", "1");
  CHECK_FALSE(nothing.configuration.has_value());
  const expert_comparison compared = compare_with(nothing, 0.03);
  CHECK_FALSE(compared.answer.has_value());
  CHECK_FALSE(compared.gain().has_value());
  CHECK(compared.best.empty());
}
