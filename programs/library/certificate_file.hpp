// The certificate of a search as a file that check_certificate reads: what was asked, on which optimistic cluster, and what has
// become of every part of the space. Lines of a word and numbers, which can be read back to the bit:
//
//     scalewall certificate 1
//     model LAYERS EXPERTS WIDTH
//     batch SEQUENCES LENGTH
//     recipe REFERENCE RECOMPUTE TENSOR DATA LARGER    by which rules; as asked; what is hidden; zero bubble's latency
//     accelerator RATE LATENCY WORD MEMORY                of multiplications at their fastest, in FLOP/s and s; in bytes
//     space ACCELERATORS EVERY BOTH                       every plan, or by rules of thumb; recomputed or not as is best
//     best RECOMPUTE WORKING PART SECONDS
//     weight OUTPUT ALONG_FF INPUT ALONG_FF SOURCE        the first weight that reads the same input
//     level SIZE SECONDS_A_BYTE LATENCY                   one way, at the best; of size 0 without end
//     few RECOMPUTE FEWEST SECONDS                        fewer take as much for arithmetic alone
//     size RECOMPUTE WORKING LEVEL0 LEVEL1 LEVEL2 LEVEL3  what follows is on as many members of the levels; 0 without room
//     multiplications PART SECONDS                        left out, by the floor of its multiplications
//     floor PART SECONDS                                  left out, by the floor of a step
//     solved PART SECONDS                                 the best that was priced; 0 where none had to be
//     end
//
// A PART is TENSOR PIPELINE DATA EXPERT ZERO_BUBBLE MICROBATCHES INTERLEAVING; the last two are 0 where they are undecided.

#pragma once

#include <scalewall/cost/optimistic.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/search/certificate.hpp>
#include <scalewall/search/space.hpp>

#include <cstddef>
#include <cstdint>
#include <ostream>

namespace certificate_lines {

inline void write_part(std::ostream& out, const scalewall::split& part, scalewall::seconds at_least) {
  const double seconds = is_positive_and_finite(at_least) ? at_least.value() : 0;
  out << ' ' << part.tensor << ' ' << part.pipeline << ' ' << part.data << ' ' << part.expert << ' '
      << (part.schedule == scalewall::pipeline_schedule::zero_bubble) << ' ' << part.microbatches << ' '
      << part.interleaving << ' ' << seconds << '\n';
}

}  // namespace certificate_lines

/// The certificate of a search with a best plan, on so many accelerators. Throws `broken_rule` unless the space is one that has a name.
inline void write_certificate(std::ostream& out, const scalewall::step_estimator& question,
                              std::int64_t accelerators, const scalewall::plan_space& within,
                              const scalewall::step_estimate& best, const scalewall::search_record& record) {
  using namespace scalewall;
  require(within == space::reference || within == space::rules_of_thumb || within == space::full,
          "a certificate is of one of the spaces that have a name");
  const model_shape& model = question.model();
  const cluster fastest = optimistic(question.machines());
  const stack_recipe& how = question.how();
  const plan& chosen = best.plan;
  out.precision(17);
  out << "scalewall certificate 1\nmodel " << model.layers << ' ' << model.experts << ' ' << model.width
      << "\nbatch " << question.read().sequences << ' ' << question.read().sequence_length << "\nrecipe "
      << (how.rules == plan_rules::reference) << ' ' << how.recompute << ' ' << how.overlap_tensor << ' '
      << how.overlap_data << ' ' << (how.latency_reading == zero_bubble_latency::larger_of_both)
      << "\naccelerator " << sustained(fastest.gpu).value() << ' ' << fastest.gpu.matmul_latency.value()
      << ' ' << word_size(fastest.gpu).value() << ' ' << memory_capacity(fastest.gpu).value() << "\nspace "
      << accelerators << ' ' << (within.idle == choices::every) << ' '
      << (within.recomputation == choices::every) << "\nbest " << best.how.recompute << ' '
      << best.working.as_int64();
  certificate_lines::write_part(out,
                                {.tensor = chosen.tensor_model.total() * chosen.tensor_ff.total(),
                                 .pipeline = chosen.pipeline.total(),
                                 .data = chosen.data.total(),
                                 .expert = chosen.expert.total(),
                                 .schedule = chosen.schedule,
                                 .microbatches = chosen.microbatches,
                                 .interleaving = chosen.interleaving},
                                best.total);
  for (std::size_t i = 0; i < model.operations.size(); ++i) {
    const weight_dimension& output = model.operations[i].output;
    const weight_dimension& input = model.operations[i].input;
    out << "weight " << output.size << ' ' << (output.cut_along == tensor_axis::ff) << ' ' << input.size
        << ' ' << (input.cut_along == tensor_axis::ff) << ' ' << input_source(model.operations, i) << '\n';
  }
  for (const network_level& level : fastest.network)
    out << "level " << level.size << ' ' << 1 / level.bandwidth.one_way().value() << ' '
        << level.latency.value() << '\n';
  for (const search_record::arithmetic_bound& few : record.too_few)
    out << "few " << few.recompute << ' ' << few.fewest.as_int64() << ' ' << few.at_least.value() << '\n';
  for (const certified_size& size : record.sizes) {
    out << "size " << size.recompute << ' ' << size.working.as_int64();
    for (const count& members : size.members) out << ' ' << members.as_int64();
    out << '\n';
    for (const certified_part& one : size.parts) {
      out << name(one.verdict);
      certificate_lines::write_part(out, one.part, one.at_least);
    }
  }
  out << "end\n";
}
