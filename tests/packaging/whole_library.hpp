// Every header of every target that there is, but those of MPI.

#pragma once

#include <every_header.hpp>

#if defined(WITH_cuda)
#include <scalewall/timing/cuda.hpp>
#endif
