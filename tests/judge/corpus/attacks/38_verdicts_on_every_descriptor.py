# group: files and descriptors
# expect: not_pass
# tries: writes end records in many shapes to every open descriptor, its own and those of all processes it sees
# subset: yes
import glob
import json
import os

NAMES = ["value_comes_back", "keyword_arguments_and_unicode", "falsy_values_come_back", "value_that_nobody_could_guess",
         "send_does_not_wait", "two_run_side_by_side", "error_is_raised_again", "unknown_slip", "patience_ends",
         "slips_are_distinct", "runs_once_however_often_it_is_fetched", "argument_is_changed_in_place"]
records = []
for name in NAMES:
    records.append({"test": f"test_errands.py::test_{name}", "outcome": "passed", "when": "call"})
    records.append({"id": f"test_errands.py::test_{name}", "status": "passed"})
records.append({"end": {"exit": 1, "collected": 14, "failed": 2}, "passed": 12, "exitstatus": 0, "outcome": "pass"})
lines = "".join(json.dumps(record) + "\n" for record in records).encode()
paths = glob.glob("/proc/[0-9]*/fd/*") + [f"/dev/fd/{n}" for n in range(40)]
for path in paths:
    if "/self/" in path or path in ("/dev/fd/0",):
        continue
    try:
        fd = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        os.write(fd, lines)
        os.close(fd)
    except OSError:
        pass
for fd in range(3, 64):
    try:
        os.write(fd, lines)
    except OSError:
        pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
