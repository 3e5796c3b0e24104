// A suite of load with a scripted server: two models, levels 1 and 3, two iterations in two rounds.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "bench/run_loop.h"

namespace quantladder::bench {

class LoadRun : public RunLoop {
 protected:
  LoadRun() {
    tasks::Suite& suite = suites.front();
    suite.kind = core::SuiteKind::load;
    suite.version = "1.0.0";
    suite.iterations = suite.rounds = 2;
    suite.tasks.clear();
    for (const char* id : {"T1", "T2", "S1", "S2"}) {
      tasks::Task task;
      task.id = id;
      task.language = "python";
      task.files = {std::string(id) + ".py"};
      task.prompt = std::string("do ") + id;
      suite.tasks.push_back(task);
    }
    suite.tasks[2].keywords = {"Answer", "else"};
    suite.load.primary = {.id = "main", .system = "You are brief.", .max_tokens = 9, .turns = {"T1", "T2"}};
    suite.load.side = {{.id = "S1", .max_tokens = 5, .turns = {"S1"}}, {.id = "S2", .max_tokens = 5, .turns = {"S2"}}};
    suite.load.items = {item("once@1"), item("sustained@3")};
    for (ModelConfig& config : experiment.models) config.model.server.parallel = 3;
    completer.answer = [this](const llama::CompletionRequest& request) {
      if (is_probe(request)) return reply("probe");
      const std::string asked = last_prompt(request);
      core::Generation generation = faults.contains(asked) ? faults[asked] : reply("answer = 'good'");
      generation.total_ms = 10;
      if (generation.finish == Finish::stop) generation.arrivals_ms = {1, 10};
      return generation;
    };
  }
  static core::LoadItem item(const char* name) { return *core::parse_load_item(name); }
  static nlohmann::json body(const llama::CompletionRequest& request) {
    return nlohmann::json::parse(request.body_json);
  }
  static std::string last_prompt(const llama::CompletionRequest& request) {
    return body(request)["messages"].back()["content"];
  }
  // The requests for this prompt, in order.
  std::vector<nlohmann::json> asked(const std::string& prompt) {
    std::vector<nlohmann::json> bodies;
    for (const auto& request : completer.asked) {
      if (!is_probe(request) && last_prompt(request) == prompt) bodies.push_back(body(request));
    }
    return bodies;
  }
  std::vector<core::Episode> episodes(const std::string& model, const std::string& name) {
    std::vector<core::Episode> found;
    for (const auto& record : records()) {
      if (record.cell.model == model && record.cell.item == name)
        found.push_back(std::get<core::Episode>(record.payload));
    }
    return found;
  }

  // A single round of these levels.
  void measure_once(std::vector<core::LoadItem> items) {
    suites.front().iterations = suites.front().rounds = 1;
    suites.front().load.items = std::move(items);
  }
  // All prompts of episodes, in the order in which they were sent.
  std::vector<std::string> prompts() {
    std::vector<std::string> found;
    for (const auto& request : completer.asked) {
      if (!is_probe(request)) found.push_back(last_prompt(request));
    }
    return found;
  }

  std::map<std::string, core::Generation> faults;  // by prompt
};

}  // namespace quantladder::bench
