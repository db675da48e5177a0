// expect: the sizes of a matrix multiplication are positive

#include <scalewall/cost/matmul.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

namespace sw = scalewall;

#ifdef BROKEN
constexpr sw::matmul_shape shape{.rows = 1024, .columns = 1024};
#else
constexpr sw::matmul_shape shape{.rows = 1024, .columns = 1024, .tokens = 64};
#endif

constexpr auto time = sw::time_matmul(sw::catalog::h100_sxm, shape, sw::matmul_kind::activation);
