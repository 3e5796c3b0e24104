"""The include check can fail: an upward include, a private header, and a folder that is no module are found."""
import pathlib
import sys
import tempfile

from include_order import offences


def found(path, text):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, content in {"src/store/record_json.h": "", path: text}.items():
            file = root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
        return list(offences(root))


assert found("src/core/a.cpp", '#include "quantladder/bench/run.h"\n'), "upward include not found"
assert found("include/quantladder/stats/a.h", '#include "quantladder/sys/files.h"\n'), "stats depends on core alone"
assert found("src/bench/a.cpp", '#include "store/record_json.h"\n'), "private header of another module not found"
assert found("src/bench/a.cpp", '#include "../store/record_json.h"\n'), "private header by a relative path not found"
assert not found("src/store/a.cpp", '#include "store/record_json.h"\n'), "a module's own private header was refused"
assert found("src/judge/sandbox/a.cpp", '#include "judge/split/worker.h"\n'), "upward include between folders not found"
assert found("src/judge/split/a.cpp", '#include "judge/verdict.h"\n'), "include of what lies above a folder not found"
assert not found("src/judge/split/a.cpp", '#include "judge/sandbox/cage.h"\n'), "a permitted folder was refused"
assert not found("src/judge/a.cpp", '#include "judge/split/worker.h"\n'), "a module's own folder was refused"
assert found("src/utils/a.cpp", ""), "unknown module not found"
assert not found("src/bench/a.cpp", '#include "quantladder/store/run_store.h"\n'), "a permitted include was refused"
assert found("src/bench/a.cpp", '#include <store/record_json.h>\n'), "private header in angle brackets not found"
assert not found("src/bench/a.cpp", '#include <sys/stat.h>\n'), "a header of the system was refused"
assert found("tests/bench/a.cpp", '#include "store/record_json.h"\n'), "a test's private header of another module not found"
assert not found("tests/store/a.cpp", '#include "store/record_json.h"\n'), "a test's own private header was refused"
assert not found("tests/bench/a.cpp", '#include "quantladder/store/run_store.h"\n'), "a test's public header was refused"
sys.exit(0)
