// Does the certificate of a search hold?
//
// Shares nothing with the search: it lists the parts of the space by its own short code, computes the bound of each that was
// left out anew, by the reference formulas (arXiv 2411.01137; of memory, see cost/memory.hpp) on the optimistic cluster of the
// file, and compares both with the best plan. That this cluster is optimistic and solved parts are priced rightly it takes from
// the file, as it does which parts of nodes may work where GPUs are idle. certificate_file.hpp describes the file.

#include "answer.hpp"
#include "input_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using whole = std::int64_t;
constexpr double real(auto n) { return static_cast<double>(n); }
constexpr auto description = R"(Does the certificate of a search hold?

Computes the bounds of all plans that a search left out anew, by code of its own, and confirms that none is below the
best plan. Reads what which_plan --certificate has written.)";

void must(bool holds, const std::string& otherwise) {
  if (!holds) throw std::runtime_error("the certificate does not hold: " + otherwise);
}

using part = std::array<whole, 7>;  // tensor, pipeline, data, expert, zero bubble, microbatches, interleaving
using weight = std::array<whole, 5>;  // output, along ff, input, along ff, source
using level = std::array<double, 3>;  // size, seconds a byte, latency; of few: recompute, fewest, seconds
struct size_record {
  std::array<whole, 6> head{};                           // recompute, working, members of four levels
  std::map<std::pair<part, std::string>, double> parts;  // with its verdict: what its plans take at least
};

template <class Number, std::size_t size>
std::istream& operator>>(std::istream& in, std::array<Number, size>& all) {
  for (Number& one : all) in >> one;
  return in;
}

std::set<whole> divisors(whole n) {
  std::set<whole> all;
  for (whole d = 1; d <= n / d; ++d)
    if (n % d == 0) all.insert({d, n / d});
  return all;
}

class checker {
 public:
  explicit checker(std::istream& in) {
    const auto expect = [&](const char* line) -> std::istream& {
      std::string found;
      if (!(in >> found) || found != line)
        throw std::runtime_error(std::string("the certificate has no '") + line + "' where it stands");
      return in;
    };
    expect("scalewall"), expect("certificate"), expect("1");
    expect("model") >> layers_ >> experts_ >> width_;
    expect("batch") >> sequences_ >> length_;
    expect("recipe") >> reference_ >> asked_recompute_ >> hide_tensor_ >> hide_data_ >> larger_of_both_;
    expect("accelerator") >> rate_ >> latency_ >> word_ >> memory_;
    expect("space") >> accelerators_ >> every_ >> both_;
    expect("best") >> best_recompute_ >> best_working_ >> best_part_ >> best_;
    part some;
    for (std::string word; in >> word && word != "end";) {
      if (word == "weight")
        in >> weights_.emplace_back();
      else if (word == "level")
        in >> levels_.emplace_back();
      else if (word == "few")
        in >> few_.emplace_back();
      else if (word == "size")
        in >> sizes_.emplace_back().head;
      else if (!sizes_.empty() && in >> some)
        in >> sizes_.back().parts[{some, word}];
      else
        in.setstate(std::ios::failbit);
    }
    if (!in || std::min({layers_, experts_, sequences_, length_}) < 1 || weights_.empty() || levels_.empty())
      throw std::runtime_error("the certificate has a line that cannot be read, or lacks one");
    std::set<std::pair<whole, whole>> seen;
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      const auto& [output, output_axis, input, input_axis, source] = weights_[i];
      multiply_adds_ += real(output) * real(input);
      if (source == static_cast<whole>(i)) words_read_ += real(input);
      // Partial sums along the axis of the input; gradients of the input, of all that read it, along that of the output.
      reduced_[input_axis != 0].push_back(real(output));
      if (seen.insert({source, output_axis}).second) reduced_[output_axis != 0].push_back(real(input));
    }
  }

  /// Throws what does not hold. What does is told.
  void check(std::ostream& out) {
    for (const bool recompute : {false, true})
      if (both_ || recompute == asked_recompute_) check_sizes(recompute);
    must(found_best_, "no solved part has the best plan");
    out << "The certificate holds: " << left_out_
        << " parts of the space were left out, whose plans take at least " << least_
        << " s by bounds that were computed anew;\n"
        << solved_ << " were solved, and the best plan takes " << best_
        << " s. The prices of solved parts, and that its cluster is optimistic, are taken from the file.\n";
  }

 private:
  whole met(whole dp) const { return sequences_ * length_ / dp / experts_; }
  double per_token() const { return (recompute_ ? 4.0 / 3 : 1) * 6 * multiply_adds_ / rate_; }
  double parameters() const { return multiply_adds_ * real(layers_) * real(experts_); }
  bool fits(double bytes) const { return bytes <= real(working_) * memory_; }
  whole parts_of(whole dp) const { return reference_ ? met(dp) : sequences_ % dp == 0 ? sequences_ / dp : 0; }

  void check_sizes(bool recompute) {
    recompute_ = recompute;
    whole from = every_ ? 1 : accelerators_;
    double computed = real(sequences_ * length_);
    for (const whole dp : divisors(reference_ ? sequences_ * length_ : 1))
      if (reference_ && met(dp) > 0) computed = std::min(computed, real(met(dp) * dp * experts_));
    for (const auto& [of_recompute, fewest, seconds] : few_) {
      if (!every_ || (of_recompute != 0) != recompute || fewest < 2) continue;
      from = static_cast<whole>(fewest);
      leave_out(seconds, computed * real(layers_) * per_token() / (fewest - 1));
    }
    for (working_ = from; working_ <= accelerators_; ++working_) {
      bool listed = false;
      for (const size_record& size : sizes_) {
        if ((size.head[0] != 0) != recompute || size.head[1] != working_) continue;
        listed = true;
        if (size.head[2] == 0) continue;  // there is no room for as many in every member of a level
        whole inside = in_member_ = 1;
        outermost_ = 0;
        for (std::size_t k = 0; k < 4; ++k) {
          const whole members = size.head[k + 2];
          const double most = k < levels_.size() ? levels_[k][0] : 1;
          must(members >= 1 && (most == 0 || real(members) <= most), "a level has no such number of members");
          if (members > 1) in_member_ = inside, outermost_ = k;
          inside *= members;
        }
        must(inside == working_, "the members of the levels are not the GPUs that work");
        for_each_degrees([&](const part& degrees) { check_degrees(size, degrees); });
      }
      if (!listed) for_each_degrees([](const part&) { must(false, "a number of GPUs is left out"); });
    }
  }

  void for_each_degrees(const auto& visit) const {
    const whole most_experts = std::gcd(working_, experts_);
    for (const whole dp : divisors(std::gcd(working_, reference_ ? sequences_ * length_ : sequences_)))
      for (const whole ep : divisors(most_experts))
        for (const whole pp : divisors(std::gcd(working_, layers_))) {
          const whole tp = working_ / dp / ep / pp;
          bool is_one = dp * ep * pp * tp == working_ && parts_of(dp) > 0 && fits(states(dp));
          for (const weight& one : weights_) is_one = is_one && one[2] % (tp / std::gcd(tp, one[0])) == 0;
          if (!is_one || (!every_ && ep != most_experts)) continue;
          visit({tp, pp, dp, ep, 0, 0, 0});
          if (pp > 1) visit({tp, pp, dp, ep, 1, 0, 0});
        }
  }

  void check_degrees(const size_record& size, part some) {
    const auto [tp, pp, dp, ep, zero, m_open, v_open] = some;
    const whole finest = zero == 0 && pp > 1 ? layers_ / pp : 1;
    const whole fewest = zero != 0 ? 2 * pp : every_ ? 1 : pp;
    // In the best number of microbatches, were it any: the bubble costs arithmetic, a microbatch its latencies.
    const double waiting = zero == 0 ? real(pp - 1) / real(finest) : 0;
    const double arithmetic = multiply(some, 0), launches = multiply(some, 1) - arithmetic;
    const double best = std::sqrt(waiting * arithmetic / launches), most = real(met(dp));
    const double many = std::max(best < most ? best : most, real(fewest));
    const double alone = (1 + waiting / many) * multiply(some, many);
    if (is_left_out(size, some, "multiplications", alone)) return;
    if (is_left_out(size, some, "floor", floor(some, alone, 0, every_ ? 1 : finest))) return;
    for (const whole v : divisors(every_ ? finest : 1)) {
      whole choices = every_ ? std::numeric_limits<whole>::max() : zero == 0 ? 4 : 1;
      for (const whole m : divisors(parts_of(dp))) {
        some[5] = m, some[6] = every_ ? v : finest;
        const bool is_choice = m >= fewest && (reference_ || fits(states(dp) + activations(some)));
        if (is_choice && choices-- > 0) check_decided(size, some);
      }
    }
  }

  void check_decided(const size_record& size, const part& some) {
    const double pp = real(some[1]), m = real(some[5]), v = real(some[6]);
    const double idle = some[4] != 0 ? 0 : (v - 1) * std::max(pp - m, 0.0) + pp - 1;
    const double bound = floor(some, multiply(some, m), idle / (idle + v * m), some[6]);
    if (is_left_out(size, some, "floor", bound)) return;
    const auto solved = size.parts.find({some, "solved"});
    must(solved != size.parts.end(), "a part of the space is neither left out nor solved");
    must(solved->second == 0 || solved->second >= best_ * (1 - 1e-12), "a solved part has a better plan");
    ++solved_;
    found_best_ |= working_ == best_working_ && recompute_ == best_recompute_ && some == best_part_ &&
                   solved->second == best_;
  }

  /// Whether the file says so of a part. Then its bound is as the file has it, and no better than the best plan.
  bool is_left_out(const size_record& size, const part& some, const char* verdict, double bound) {
    const auto found = size.parts.find({some, verdict});
    if (found != size.parts.end()) leave_out(found->second, bound);
    return found != size.parts.end();
  }
  void leave_out(double claimed, double bound) {
    must(bound >= best_ * (1 - 1e-9), "plans that were left out may take " + std::to_string(bound) + " s");
    must(std::abs(bound - claimed) <= 1e-9 * bound, "a bound is not what the file says");
    ++left_out_;
    least_ = std::min(least_, bound);
  }

  double states(whole dp) const {
    if (reference_) return parameters() * word_ * real(dp + 4);
    const double stored = std::max(word_, 2.0);
    return parameters() * (2 * stored * real(dp) + (stored < 4 ? 12 : 8));
  }

  double activations(const part& some) const {  // by the rules of practice
    const auto [tp, pp, dp, ep, zero, m, v] = some;
    const double at_once =
        real((sequences_ / dp / m * length_ + experts_ - 1) / experts_ * dp * experts_) * word_;
    const double stages = real(zero != 0 ? 2 * pp - 1 : pp) + (v > 1 ? real(pp - 1) / real(v) : 0);
    const double in_flight = at_once * real(layers_) * std::min(stages, real(m));
    return recompute_ ? real(width_) * in_flight + words_read_ * real(pp) * at_once : words_read_ * in_flight;
  }

  /// The multiplications of an accelerator in so many microbatches.
  double multiply(const part& some, double microbatches) const {
    const double launches = (recompute_ ? 4 : 3) * real(weights_.size()) * latency_;
    return real(layers_ / some[1] * (experts_ / some[3])) *
           (real(met(some[2])) / real(some[0]) * per_token() + microbatches * launches);
  }

  /// A step whose tensors are cut and whose degrees are placed as is best.
  double floor(const part& some, double multiplying, double bubble, whole v) const {
    const auto [tp, pp, dp, ep, zero, m_any, v_any] = some;
    const auto& [end, second_a_byte, outer] = levels_[outermost_];
    double quickest = outer, inner = levels_[0][2];
    for (const level& one : levels_) quickest = std::min(quickest, one[2]);
    for (std::size_t k = 0; k < outermost_; ++k) inner = std::min(inner, levels_[k][2]);
    const double byte = 2 * second_a_byte / real(working_), repeated = recompute_ ? 1.5 : 1;
    const double words = byte * word_ * real(layers_) * real(sequences_ * length_);
    const double model = std::accumulate(reduced_[0].begin(), reduced_[0].end(), 0.0) * words;
    const double ff = std::accumulate(reduced_[1].begin(), reduced_[1].end(), 0.0) * words;
    const double messages = 2 * real(layers_) * real(std::min(reduced_[0].size(), reduced_[1].size()));

    double shortest = std::numeric_limits<double>::infinity();
    for (const whole share : divisors(in_member_)) {
      if (tp % share != 0) continue;
      const double outside = real(tp / share), replicas = real(dp) / real(in_member_ / share);
      const double p = model > 0 ? std::clamp(std::sqrt(ff / model * outside), 1.0, outside) : outside;
      const double tensors = repeated * ((p - 1) * model + (outside / p - 1) * ff);
      const double latency =
          repeated * ((share > 1 ? messages * inner : 0) + (outside > 1 ? messages * outer : 0) +
                      (pp > 1 ? 2 * real(v * pp - 1) * quickest : 0));
      double total = (hide_tensor_ ? std::max(multiplying, tensors) : multiplying + tensors) / (1 - bubble);
      total = zero == 0 ? total + latency : larger_of_both_ ? std::max(total, latency) : total;
      const double gradients = replicas > 1 ? (replicas - 1) * byte * parameters() * word_ : 0;
      total = hide_data_ ? std::max(total, gradients) : total + gradients;
      shortest = std::min(shortest, total + (replicas > 1 ? 2 * outer : 0));
    }
    return shortest;
  }

  whole layers_ = 0, experts_ = 0, width_ = 0, sequences_ = 0, length_ = 0, accelerators_ = 0,
        best_working_ = 0;
  bool reference_ = false, asked_recompute_ = false, hide_tensor_ = false, hide_data_ = false;
  bool larger_of_both_ = false, every_ = false, both_ = false, best_recompute_ = false, recompute_ = false,
       found_best_ = false;
  double rate_ = 1, latency_ = 0, word_ = 2, memory_ = 0, best_ = 0, multiply_adds_ = 0, words_read_ = 0;
  part best_part_{};
  std::vector<weight> weights_;
  std::vector<level> levels_;
  std::vector<level> few_;
  std::vector<size_record> sizes_;
  std::array<std::vector<double>, 2> reduced_;  // words of every all-reduce of a layer, by axis
  whole working_ = 1, in_member_ = 1, left_out_ = 0, solved_ = 0;
  std::size_t outermost_ = 0;
  double least_ = std::numeric_limits<double>::infinity();
};

}  // namespace

int main(int argc, char** argv) {
  std::string file;
  CLI::App app(description, "check_certificate");
  add_example(app,
              "which_plan --gpus 4096 --width 12288 --certificate plan.txt\n  check_certificate plan.txt");
  app.add_option("FILE", file, "A certificate")->required();
  return answer_question(app, argc, argv, [&] {
    std::istringstream in(content_of(file));
    checker(in).check(std::cout);
    return answered;
  });
}
