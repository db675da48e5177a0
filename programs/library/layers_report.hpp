// The layers of a language model, as a table and as JSON.

#pragma once

#include <scalewall/model/language_model.hpp>
#include <scalewall/report/table.hpp>

#include <nlohmann/json.hpp>

scalewall::table layers_table(const scalewall::language_model& model);

nlohmann::ordered_json json_of(const scalewall::transformer_layer& layer);
