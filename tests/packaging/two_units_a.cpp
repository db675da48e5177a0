// Two units that include every header of every target, but those of MPI, link to one program, and both see the same catalog.

#include <every_header.hpp>

#if defined(WITH_cuda)
#include <scalewall/timing/cuda.hpp>
#endif

const scalewall::cluster* catalog_seen_by_b();

int main() { return catalog_seen_by_b() == scalewall::catalog::all ? 0 : 1; }
