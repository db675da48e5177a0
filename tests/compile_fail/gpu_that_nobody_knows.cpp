// expect: a name is a known one; the nearest to this one follow it
// expect: "H100"
// expect: "H100 SXM"
// expect: "H100 PCIe"

#include <scalewall/hardware/catalog/all.hpp>

namespace sw = scalewall;

#ifdef BROKEN
constexpr sw::cluster cluster = sw::catalog::at("H100");
#else
constexpr sw::cluster cluster = sw::catalog::at("h100 sxm");
#endif
