// expect: a batch has at least one sequence

#include <scalewall/model/batch.hpp>

namespace sw = scalewall;

#ifdef BROKEN
constexpr sw::batch batch{.sequence_length = 4096};
#else
constexpr sw::batch batch{.sequences = 1, .sequence_length = 4096};
#endif

static_assert(sw::token_count(batch) == 4096);
