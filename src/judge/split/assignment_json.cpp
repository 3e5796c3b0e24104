#include "judge/split/assignment_json.h"

#include <openssl/evp.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace quantladder::judge {
namespace {

using nlohmann::json;

constexpr int kGreetingLimitS = 30;

json to_json(const std::vector<core::AnswerFile>& files) {
  json list = json::array();
  for (const core::AnswerFile& file : files) list.push_back({{"path", file.path}, {"text_b64", base64(file.content)}});
  return list;
}

json worker_limits(const tasks::Limits& limits, Isolation isolation) {
  constexpr std::int64_t kBytesPerMib = 1 << 20;
  // Address space, not memory: the interpreter and the stacks of threads reserve plenty of it.
  json result{{"AS", (limits.memory_mib + 1024 + 8 * kProcesses) * kBytesPerMib},
              {"CPU", static_cast<std::int64_t>(std::ceil(limits.cpu_s)) + 1},
              {"FSIZE", 64 * kBytesPerMib},
              {"NOFILE", 256},
              {"MEMLOCK", 0},
              {"MSGQUEUE", 0},
              {"CORE", 0}};
  // Inside a user namespace the kernel counts that namespace's processes; outside, all of the user's.
  if (isolation == Isolation::sandboxed) result["NPROC"] = kProcesses;
  return result;
}

const char* mode_name(TesterMode mode, tasks::JudgedBy judged_by) {
  if (mode == TesterMode::collect) return "collect";
  return judged_by == tasks::JudgedBy::program ? "program" : "judge";
}

}  // namespace

std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // with the NUL that the library writes
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  text.pop_back();
  return text;
}

std::string make_assignment_json(TesterMode mode, const Assignment& assignment,
                                 const std::vector<core::AnswerFile>& files, Isolation isolation,
                                 const std::vector<std::string>& left_out,
                                 const std::vector<std::string>& import_folders) {
  const tasks::Limits& limits = assignment.limits;
  // After an import, a call or a test that hangs nothing more can pass, so none may use up the wall limit: half of it
  // is ten times what a reference needs. A program is the one test of its task.
  const bool is_program = assignment.judged_by == tasks::JudgedBy::program;
  return json{{"mode", mode_name(mode, assignment.judged_by)},
              {"module", assignment.module},
              {"tests", to_json(assignment.tests)},
              {"files", to_json(files)},
              {"extras", to_json(assignment.extras)},
              {"limits",
               {{"worker", worker_limits(limits, isolation)},
                {"hello_s", kGreetingLimitS},
                {"import_s", 0.5 * limits.wall_s},
                {"call_s", 0.4 * limits.wall_s},
                {"test_s", (is_program ? 1.0 : 0.5) * limits.wall_s}}},
              {"left_out", left_out},
              {"import_folders", import_folders},
              {"seed", 0}}
      .dump(-1, ' ', true, json::error_handler_t::replace);
}

}  // namespace quantladder::judge
