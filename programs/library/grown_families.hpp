// Which members of a family of models a program grows, and by which laws.

#pragma once

#include <scalewall/model/language_model.hpp>
#include <scalewall/model/model_family.hpp>
#include <scalewall/named_choice.hpp>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>

/// Members that are looked at: up to the widest of the paper's curves, of 1.5 Mi.
inline constexpr std::int64_t most_members = 1536;

/// The member whose width is so many steps.
scalewall::language_model family_member(const scalewall::model_family& family, std::int64_t number);

/// The law of shape, as an answer tells it.
std::string family_law_text(const scalewall::model_family& family);

/// --family
void add_family_option(CLI::App& app, std::string& family);
