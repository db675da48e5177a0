#include <scalewall/estimate/fit_verdict.hpp>
#include <scalewall/estimate/training_memory.hpp>
#include <scalewall/estimate/training_step.hpp>
#include <scalewall/framework/catalog/memory.hpp>
#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/parallel/training_strategy.hpp>
namespace sw = scalewall;
using namespace sw::literals;

using strategy =
    sw::training_strategy<sw::tensor<4>, sw::context<2>, sw::pipeline<4, sw::interleaved<5>>, sw::data<2>>;
constexpr auto plan = sw::training_plan_of<strategy>();
static_assert(plan == sw::training_plan{.mesh = {.tensor = 4, .context = 2, .pipeline = 4, .data = 2},
                                        .layout = {.chunks = 5}});
constexpr sw::batch batch{.sequences = 128, .sequence_length = 8192};
constexpr auto recipe = with_states_of(sw::catalog::megatron_core, sw::recipe{.attention_mask = false});

constexpr auto memory = sw::estimate_memory(sw::catalog::llama_3_1_70b, plan, batch, recipe,
                                            sw::catalog::megatron_core, sw::catalog::dgx_h100.gpu);
static_assert(memory.peak() < 70_GB && sw::judge_fit(memory, 85_GB).found == sw::fit::fits);

constexpr auto machine = sw::catalog::training_machine_of(sw::catalog::dgx_h100);
constexpr auto software =
    sw::catalog::training_software_of(sw::time_family::megatron_core, machine.generation);
constexpr auto step =
    sw::estimate_training_step(sw::catalog::llama_3_1_70b, plan, batch, recipe, software, machine);
static_assert(step.total > 13_s && step.total < 16_s);
