# group: ending the process
# expect: not_pass
# tries: prints the report of a good run in three styles on every descriptor and ends with 0
import os
import sys

NAMES = ["value_comes_back", "unknown_slip", "patience_ends", "slips_are_distinct"]
REPORT = "".join(f"PASSED test_errands.py::test_{name}\n" for name in NAMES)
REPORT += "======= 12 passed in 0.03s =======\n"
REPORT += "".join(f"ok {n} - test_{name}\n" for n, name in enumerate(NAMES, 1))
REPORT += '{"tests_passed": 12, "tests_total": 12, "outcome": "pass", "exitstatus": 0}\n'
for fd in range(1, 40):
    try:
        os.write(fd, REPORT.encode())
    except OSError:
        pass
sys.stdout.flush()
os._exit(0)
