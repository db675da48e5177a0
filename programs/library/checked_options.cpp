#include "checked_options.hpp"

#include <cstddef>

CLI::Option* add_whole_numbers_option(CLI::App& app, const std::string& name,
                                      std::vector<std::int64_t>& values, const std::string& meaning) {
  return app
      .add_option_function<std::vector<std::string>>(
          name,
          [name, &values](const std::vector<std::string>& texts) {
            for (const std::string& text : texts)
              values.push_back(read_positive<std::int64_t>(name, text, whole_number_rule));
          },
          meaning + "; repeatable")
      ->type_name("N")
      ->allow_extra_args(false);
}

namespace {

template <class Target>
CLI::Option* add_time_of_run_options(CLI::App& app, Target& time, const std::string& meaning,
                                     const std::string& otherwise) {
  using namespace scalewall::literals;
  CLI::Option* months = add_quantity_option(app, "--months", time, scalewall::seconds(1_months),
                                            meaning + ", in months of 3.154e7/12 s" + otherwise);
  add_quantity_option(app, "--days", time, scalewall::seconds(1_days), meaning + ", in days")
      ->excludes(months);
  return months;
}

}  // namespace

CLI::Option* add_months_option(CLI::App& app, scalewall::seconds& time, const std::string& meaning) {
  return add_time_of_run_options(app, time, meaning, " (default: 3)");
}

CLI::Option* add_months_option(CLI::App& app, std::optional<scalewall::seconds>& time,
                               const std::string& meaning) {
  return add_time_of_run_options(app, time, meaning, "");
}

CLI::Option* add_seconds_option(CLI::App& app, scalewall::seconds& budget) {
  return add_quantity_option(app, "--seconds", budget, scalewall::seconds::from_value(1),
                             "How long measuring may take (default: 60)");
}

CLI::Option* add_format_option(CLI::App& app, output_format& format,
                               const std::vector<format_choice>& offered) {
  std::string names;
  for (const format_choice& choice : offered) names.append(names.empty() ? "" : ", ").append(choice.name);
  return app
      .add_option_function<std::string>(
          "--format",
          [&format, offered](const std::string& name) {
            format = scalewall::choose(offered, "format", name).format;
          },
          "How the answer is written: " + names + " (default: table)")
      ->type_name("NAME");
}
