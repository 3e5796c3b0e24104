#include "quantladder/extract/extract.h"
#include "quantladder/judge/judge.h"
#include "quantladder/sys/files.h"

namespace quantladder::judge {

core::Judgement judge_reply(Judge& judge, const tasks::Task& task, std::string_view reply, core::Answer* answer) {
  core::Answer found = extract::extract(reply, {task.language, task.files, task.entry_points, task.prompt});
  core::Judgement judgement;
  if (found.files.empty()) {
    judgement.outcome = core::Outcome::no_answer;
    judgement.reason = found.problem;
    judgement.tests_sha256 = task.tests_sha256;
    judgement.sandbox = judge.sandbox().tier;
    judgement.judged_at = sys::utc_now();
  } else {
    judgement = judge.check(make_assignment(task), tasks::assembled(task, found.files));
  }
  judgement.rule = found.rule;
  judgement.extractor = extract::kExtractorVersion;
  if (answer != nullptr) *answer = std::move(found);
  return judgement;
}

core::Judgement with_second_look(const core::Judgement& first, const std::function<core::Judgement()>& retry) {
  const bool out_of_time = first.outcome == core::Outcome::error_timeout || first.slow_set_up;
  if (!out_of_time && !core::is_void(first.outcome)) return first;
  core::Judgement second = retry();
  second.repeated_alone = true;
  return second;
}

}  // namespace quantladder::judge
