#include "cli/parser_words.h"

#include <fmt/format.h>

#include <memory>

namespace quantladder::cli {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* command) { return !command->get_group().empty(); });
}

std::string full_name(const CLI::App& command) {
  const CLI::App* above = command.get_parent();
  const bool nested = above != nullptr && above->get_parent() != nullptr;
  return nested ? full_name(*above) + " " + command.get_name() : command.get_name();
}

// CLI11 gives the name together with what its checks say: "METRIC:{score,tg}", "N:INT in [1 - 256]".
std::string type_of(const CLI::Option& option) {
  const std::string all = option.get_type_name();
  return option.get_items_expected_max() == 0 ? "" : all.substr(0, all.find(':'));
}

std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string all = option.get_type_name();
  const std::size_t from = all.find(":{");
  return from == std::string::npos ? std::vector<std::string>{}
                                   : CLI::detail::split(all.substr(from + 2, all.rfind('}') - from - 2), ',');
}

void add_parser_commands(CLI::App& app) {
  const auto words = std::make_shared<std::vector<std::string>>();
  auto* complete = app.add_subcommand("complete", "What may come next, for the shells")->group("");
  complete->add_option("words", *words)->required();
  complete->callback([&app, words] { fmt::print("{}", completions(app, *words)); });
  app.add_subcommand("manual", "The man page's options")->group("")->callback([&app] {
    fmt::print("{}", manual_of_options(app));
  });
}

}  // namespace quantladder::cli
