"""Judges one case of the idioms tests."""


def check(judged, answer, tests):
    outcome = judged(answer, tests, module="jobqueue" if isinstance(answer, dict) else "solution")
    failed = [r for r in outcome.records if r.get("outcome") == "failed" or {"error", "detail", "collect_error", "import_error"} & r.keys()]
    assert outcome.passed(), (failed, outcome.tester_output[-1500:], outcome.worker_output[-1500:])
