// Two units that include the whole library link to one program, and both see the same catalog.

#include "whole_library.hpp"

const scalewall::cluster* catalog_seen_by_b();

int main() { return catalog_seen_by_b() == scalewall::catalog::all ? 0 : 1; }
