# group: host
# expect: not_pass
# tries: moves itself to other cgroups, makes groups of its own, sets a release agent
import os
import pathlib

for top in ("/sys/fs/cgroup", "/sys/fs/cgroup/memory", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/pids"):
    try:
        pathlib.Path(top, "cgroup.procs").write_text(str(os.getpid()))
    except OSError:
        pass
    try:
        pathlib.Path(top, "release_agent").write_text("/tmp/ql_corpus_agent")
    except OSError:
        pass
    try:
        pathlib.Path(top, "ql_corpus_group").mkdir()
    except OSError:
        pass
for name in ("oom_score_adj", "oom_adj", "timerslack_ns", "coredump_filter", "sched_autogroup_enabled"):
    try:
        pathlib.Path("/proc/self", name).write_text("-1000")
    except OSError:
        pass
for path in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/vm/drop_caches", "/sys/power/state"):
    try:
        pathlib.Path(path).write_text("|/tmp/ql_corpus_core")
    except OSError:
        pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
