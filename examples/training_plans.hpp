// Which plan of a language model is the fastest: the answer of which_plan where a --model is given.

#pragma once

#include "answer.hpp"
#include "training_options.hpp"
#include "training_report.hpp"
#include "training_request.hpp"
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/search/best_training_plans.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <ostream>
#include <string>

inline void write_plans_table(std::ostream& out, const training_request& request,
                              const scalewall::training_ranking& ranking) {
  using namespace scalewall;
  out << request.model_name << " on " << ::counted(request.question.accelerators, "GPU") << " of kind "
      << request.gpu << ", " << ::counted(request.question.batch.sequences, "sequence") << " of "
      << request.question.batch.sequence_length << " tokens\n\n";
  table shown({text_column("plan"), text_column("recompute"), number_column("step"),
               number_column("tokens/s/GPU"), number_column("MFU"), number_column("fullest GPU")});
  const flop_per_token flop =
      flop_conventions::megatron_lm(request.question.model, request.question.batch.sequence_length);
  for (const training_answer& answer : ranking.best)
    shown.add_row({to_text(answer.plan), to_text(answer.recipe.recompute), to_text(answer.step.total),
                   number_text(answer.step.throughput_of_accelerator().value()),
                   percent_text(utilization(answer.step, flop)), to_text(answer.memory.peak())});
  out << shown << "\nThe fastest of every mesh, of " << ::counted(ranking.plans, "plan")
      << " that divide GPUs, model and batch; " << digits_text(count{ranking.fitting})
      << " that fit were priced. MFU: of the dense 16 bit peak, FLOP as Megatron-LM counts them\nEvidence: "
      << band_text(ranking.best.front().step) << "\n";
  write_assumed(out, request, ranking.best.front().step);
}

inline void write_plans_csv(std::ostream& out, const training_request& request,
                            const scalewall::training_ranking& ranking) {
  using namespace scalewall;
  csv_writer rows(out,
                  {"place", "tp", "cp", "pp", "vpp", "dp", "ep", "etp", "microbatch", "recompute", "sharded",
                   "step_s", "tokens_per_s_per_gpu", "mfu", "fullest_rank_bytes", "fits", "evidence"});
  const flop_per_token flop =
      flop_conventions::megatron_lm(request.question.model, request.question.batch.sequence_length);
  std::int64_t place = 0;
  for (const training_answer& answer : ranking.best) {
    const mesh& degrees = answer.plan.mesh;
    rows.row({count{++place}, count{degrees.tensor}, count{degrees.context}, count{degrees.pipeline},
              count{answer.plan.layout.chunks}, count{degrees.data}, count{degrees.expert},
              count{degrees.expert_tensor}, count{answer.plan.microbatch}, to_text(answer.recipe.recompute),
              name(answer.recipe.shards), answer.step.total, answer.step.throughput_of_accelerator(),
              utilization(answer.step, flop), answer.memory.peak(), name(answer.verdict.found),
              class_of(answer.step.evidence).name});
  }
}

inline void write_plans_json(std::ostream& out, const training_request& request,
                             const scalewall::training_ranking& ranking) {
  using namespace scalewall;
  nlohmann::ordered_json plans = nlohmann::ordered_json::array();
  const flop_per_token flop =
      flop_conventions::megatron_lm(request.question.model, request.question.batch.sequence_length);
  for (const training_answer& answer : ranking.best) {
    plans.push_back(json_of(answer));
    plans.back()["mfu_megatron_lm"] = utilization(answer.step, flop);
  }
  out << nlohmann::ordered_json({{"schema", "scalewall/which_training_plan/1"},
                                 {"model", request.model_name},
                                 {"gpu", request.gpu},
                                 {"gpus", request.question.accelerators},
                                 {"batch",
                                  {{"sequences", request.question.batch.sequences},
                                   {"sequence_length_tokens", request.question.batch.sequence_length}}},
                                 {"space", {{"plans", ranking.plans}, {"priced", ranking.fitting}}},
                                 {"plans", plans},
                                 {"evidence", class_of(ranking.best.front().step.evidence).name},
                                 {"assumed", assumed_of(request, ranking.best.front().step)},
                                 {"not_understood", request.not_understood()}})
             .dump(2)
      << '\n';
}

/// The program which_plan, where a --model is given.
inline int which_training_plan(int argc, char** argv) {
  training_options asked;
  output_format format = output_format::table;
  std::int64_t plans = 5;
  CLI::App app(
      "Which plan trains a language model fastest?\n\nLooks at every plan that divides GPUs, model and "
      "batch, keeps those that fit in memory with the allocator's margin, and ranks them by the time of "
      "a step. What is said of a degree holds for all: --tp 8, --pp 4..16.",
      "which_plan");
  add_example(app, "which_plan --model Llama-3.1-405B --gpus 16384");
  add_training_options(app, asked);
  add_whole_number_option(app, "--plans", plans, "How many plans, each of another mesh (default: 5)");
  add_format_option(app, format);
  return answer_question(app, argc, argv, [&] {
    const training_request request = request_of(asked, {});
    const scalewall::training_ranking ranking =
        fitting_plans(request, static_cast<std::size_t>(std::min<std::int64_t>(plans, 1000)));
    if (format == output_format::json)
      write_plans_json(std::cout, request, ranking);
    else if (format == output_format::csv)
      write_plans_csv(std::cout, request, ranking);
    else
      write_plans_table(std::cout, request, ranking);
    return answered;
  });
}
