// expect: conversion from 'double' to

#include <scalewall/quantities.hpp>

namespace sw = scalewall;
using namespace sw::literals;

#ifdef BROKEN
constexpr sw::seconds duration = 3.0;
#else
constexpr sw::seconds duration = 3.0 * 1_s;
#endif
