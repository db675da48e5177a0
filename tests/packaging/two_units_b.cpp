#include "whole_library.hpp"

const scalewall::cluster* catalog_seen_by_b();

const scalewall::cluster* catalog_seen_by_b() { return scalewall::catalog::all; }
