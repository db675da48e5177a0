#include <every_header.hpp>

#if defined(WITH_cuda)
#include <scalewall/timing/cuda.hpp>
#endif

const scalewall::cluster* catalog_seen_by_b();

const scalewall::cluster* catalog_seen_by_b() { return scalewall::catalog::all; }
