// Everything that needs range-v3: curves, their landmarks, and the paper's scenarios.

#pragma once

#include <scalewall/sweep/curve.hpp>
#include <scalewall/sweep/landmarks.hpp>
#include <scalewall/sweep/scenarios.hpp>
