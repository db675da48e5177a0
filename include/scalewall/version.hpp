// The version of the library, after semantic versioning: what was written for MAJOR.MINOR compiles with every PATCH of it,
// and from 1.0 on with every later MINOR.
//
// The three numbers stand here and nowhere else; CMakeLists.txt reads them.
//
// Source: Semantic Versioning 2.0.0, semver.org.

#pragma once

#include <compare>

#define SCALEWALL_VERSION_MAJOR 0
#define SCALEWALL_VERSION_MINOR 1
#define SCALEWALL_VERSION_PATCH 0

/// The three in one number that grows with them, for the preprocessor: 1.23.4 is 12304.
#define SCALEWALL_VERSION \
  (SCALEWALL_VERSION_MAJOR * 10000 + SCALEWALL_VERSION_MINOR * 100 + SCALEWALL_VERSION_PATCH)

namespace scalewall {

struct semantic_version {
  int major = 0;
  int minor = 0;
  int patch = 0;

  friend constexpr auto operator<=>(const semantic_version&, const semantic_version&) = default;
};

inline constexpr semantic_version library_version{
    .major = SCALEWALL_VERSION_MAJOR, .minor = SCALEWALL_VERSION_MINOR, .patch = SCALEWALL_VERSION_PATCH};

}  // namespace scalewall
