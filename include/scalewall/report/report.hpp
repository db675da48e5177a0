// Everything that tells a person or a program about results: text, tables, CSV, JSON, plots. Needs
// nlohmann-json, and gnuplot where a plot is drawn.

#pragma once

#include <scalewall/quoted_text.hpp>
#include <scalewall/report/csv_reader.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/document.hpp>
#include <scalewall/report/figure.hpp>
#include <scalewall/report/figure_text.hpp>
#include <scalewall/report/json.hpp>
#include <scalewall/report/json_text.hpp>
#include <scalewall/report/loss_text.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/plan_csv.hpp>
#include <scalewall/report/plan_text.hpp>
#include <scalewall/report/plot.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/shares_text.hpp>
#include <scalewall/report/spelled_number.hpp>
#include <scalewall/report/table.hpp>
#include <scalewall/report/text_encoding.hpp>
#include <scalewall/report/trace_json.hpp>
#include <scalewall/report/training_json.hpp>
