// What must be said of an accelerator that nobody measured.

#pragma once

#include <scalewall/hardware/cluster.hpp>

#include <string>

/// A sentence without its point; empty where long runs or multiplications were measured.
std::string data_sheet_text(const scalewall::cluster& machines);
