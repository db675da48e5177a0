// expect: batch_law

#include <scalewall/scaling/laws.hpp>

namespace sw = scalewall;

#ifdef BROKEN
constexpr auto laws = sw::dense_laws.with_batch([](double compute) { return compute / 1e20; });
#else
constexpr auto laws = sw::dense_laws.with_batch(
    [](sw::flop compute, std::int64_t, std::int64_t) { return std::int64_t(compute.value() / 1e20); });
#endif
