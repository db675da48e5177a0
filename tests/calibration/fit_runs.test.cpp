#include <scalewall/calibration/fit_runs.hpp>
#include <scalewall/runs/read_runs.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

namespace sw = scalewall;

namespace {

/// GPT models of several widths on one node, by Megatron-DeepSpeed; none of them is held out.
std::vector<sw::measured_run> runs() {
  std::ostringstream table;
  table << "id,source_key,model,layers,d_model,d_ff,heads,vocab,gated_mlp,seq_len,gbs_seqs,mbs,gpu,n_gpu,tp,"
           "pp,precision,"
           "recompute,framework,iter_s\n";
  int number = 0;
  for (const int width : {1024, 2048, 4096, 8192})
    for (const int tensor : {1, 2, 8})
      for (const int microbatch : {1, 4}) {
        std::string id;
        do id = "X-" + std::to_string(number++);
        while (sw::is_held_out_run(id));
        table << id << ",X,a GPT,24," << width << ',' << 4 * width << ',' << width / 64 << ",51200,n,1024,64,"
              << microbatch << ",A100-80GB SXM,8," << tensor << ",1,FP16,full,Megatron-DeepSpeed,1\n";
      }
  std::istringstream in(table.str());
  return sw::read_runs(in);
}

std::size_t place_of(const sw::run_fit& fit, const std::string& name) {
  const auto shared = fit.shared();
  const auto found =
      std::find_if(shared.begin(), shared.end(), [&](const auto& one) { return one.name == name; });
  REQUIRE(found != shared.end());
  return static_cast<std::size_t>(found - shared.begin());
}

}  // namespace

TEST_CASE("Constants are found again from runs that have them") {
  std::vector<sw::measured_run> measured = runs();
  const sw::run_fit known(measured);
  REQUIRE(known.runs().size() == measured.size());
  std::vector<double> values;
  for (const sw::shared_constant& one : known.shared()) {
    values.push_back(one.known.value);
    CHECK(one.runs >= 1);
    CHECK(one.sources == 1);
  }
  const std::size_t products = place_of(known, "products, 16 bit"), host = place_of(known, "host, layer");
  values[products] *= 1.3;
  values[host] *= 2;
  for (std::size_t i = 0; i < measured.size(); ++i)
    measured[i].step->time = known.runs()[i].estimate(values).total;

  const sw::run_fit changed(measured);
  const std::vector<double> found = changed.fit().values();
  CHECK(found[products] == doctest::Approx(values[products]).epsilon(0.03));
  CHECK(found[host] == doctest::Approx(values[host]).epsilon(0.05));
  for (const sw::fitted_run& run : changed.runs())
    CHECK(run.estimate(found).total / run.measured == doctest::Approx(1).epsilon(0.01));
}

TEST_CASE("Constants of one name are fitted alone, to the runs that feel them") {
  const std::vector<sw::measured_run> measured = runs();
  const auto all = [](const sw::measured_run&) { return true; };
  const sw::run_fit known(measured, all);
  const std::vector<std::string> names = {std::string(known.shared().front().known.holds_for)};
  const sw::run_fit some(measured, all, names);
  CHECK(some.shared().size() < known.shared().size());
  for (const sw::shared_constant& one : some.shared()) CHECK(one.known.holds_for == names.front());
  const std::vector<std::string> nobody = {"nobody"};
  CHECK(sw::run_fit(measured, all, nobody).runs().empty());
}

TEST_CASE("Runs that may not be seen are not fitted") {
  std::vector<sw::measured_run> measured = runs();
  measured[0].doubt = "it is doubtful";
  measured[1].step.reset();
  measured[2].configuration->purpose = sw::run_purpose::fine_tuning;
  measured[3].id = "SEQSEL-DP-001";
  measured[4].configuration->hardware.gpu = "an accelerator that no catalogue has";
  CHECK(sw::run_fit(measured).runs().size() == measured.size() - 5);
  CHECK(sw::run_fit(measured, [](const sw::measured_run& run) { return sw::is_held_out_run(run.id); })
            .runs()
            .size() == 1);
}
