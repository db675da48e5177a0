// What does a plan ask of accelerators and network in a step? A bill has no rate and no time in it.

#include <scalewall/estimate/stack_bill.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/report/stack_bill_text.hpp>
#include <scalewall/scaling/laws.hpp>

#include <iostream>

namespace sw = scalewall;

constexpr auto run = sw::dense_laws(12'288);
using strategy = sw::strategy<sw::tensor<8>, sw::pipeline<2>, sw::data<8>>;
constexpr sw::stack_bill bill = sw::bill_of<strategy>(run.model, sw::catalog::dgx_h100, run.batch);
static_assert(bill.levels[1].data.participants == 8);  // replicas stand in different nodes

int main() { write_bill(std::cout, bill); }
