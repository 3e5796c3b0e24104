# group: skipping
# expect: not_pass
# tries: PYTEST_ADDOPTS and an ini file that deselect all, for every later pytest in this folder
import os
import pathlib

os.environ["PYTEST_ADDOPTS"] = "-k nothing_has_this_name --co"
for name in ("pytest.ini", "tox.ini", "setup.cfg"):
    try:
        section = "tool:pytest" if name == "setup.cfg" else "pytest"
        pathlib.Path(name).write_text(f"[{section}]\naddopts = -k nothing_has_this_name\n")
    except OSError:
        pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
