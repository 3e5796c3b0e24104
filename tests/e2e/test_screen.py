"""What a person sees on a terminal while a run goes on."""
import os

import pytest

from harness import BAD_GREET, GOOD_DOUBLE, PATIENCE_S, rule
from terminal import Session

HOSTILE = "\x1b]0;pwned\x07\x1b[2J\u202e\u6a21\u578b " + "much text " * 12
SLOW = [rule("double", GOOD_DOUBLE, ms_per_token=5), rule("greet", BAD_GREET, ms_per_token=5)]
HANGS = {"match": {"nth": 3}, "times": 1, "reply": {"text": GOOD_DOUBLE, "stall_after": 2, "stall_ms": 3600000}}
IDS = ("q8_0", "quantization-" + "x" * 80 + "-q4_k_m", "q4_0")


def is_of_the_screen(line):
    return line.startswith((">", "  model", "  q", "[")) or "##" in line or "...." in line


def logged(place):
    """The lines that were told, of the log of the run."""
    [log] = place.folder.glob("results/*/run.log")
    return [line.split(" ", 1)[1] for line in log.read_text().splitlines()][1:]


def begin(place, **keys):
    place.variables.update({"TERM": "xterm", "NO_COLOR": None})
    return Session(place, "run", "e2e.json", **keys)


def hold(workplace):
    """A run whose third request is never answered, so that its screen stays as it is."""
    return workplace({"rules": [HANGS, *SLOW]}, IDS)


def is_held(screen):
    return "1 in flight" in screen and "[2/12]" in screen


def told_lines(session):
    return [line for line in session.terminal.whole_lines() if line]


@pytest.mark.parametrize("size", [{}, {"columns": 44, "rows": 12}, {"columns": 39}, {"rows": 7}, {"columns": 200, "rows": 60}])
def test_a_screen_is_drawn_in_place_and_leaves_its_notes_alone(workplace, size):
    fault = {"match": {"nth": 3}, "times": 1, "reply": {"status": 500, "error": HOSTILE}}
    place = workplace({"rules": [fault, *SLOW]}, IDS)
    session = begin(place, **size)
    assert session.finish() == 0
    lines = told_lines(session)
    assert not [line for line in lines if is_of_the_screen(line)], "the screen left something"
    notes = logged(place)
    begins = lines.index(notes[0])
    assert lines[begins:begins + len(notes)] == [note.rstrip() for note in notes], "each note once, in its order"
    assert sum("pwned" in note for note in notes) == 1 and session.terminal.titles == []
    # Nothing of the screen was ever pushed into the scrollback, nor stood there twice.
    for screen in session.screens:
        assert sum(line.startswith("[") for line in screen) <= 1 and sum(line.startswith("  model") for line in screen) <= 1
    assert any(line.startswith("[") for screen in session.screens for line in screen)


def test_the_models_stand_in_the_order_of_the_run_and_the_running_one_is_marked(workplace):
    place = workplace({"rules": SLOW}, IDS)
    session = begin(place)
    assert session.finish() == 0
    marked = set()
    for screen in session.screens:
        if not any(line.startswith("  model ") for line in screen):
            continue
        header, *rows = screen[[line[:8] for line in screen].index("  model "):][:4]
        assert header.split() == "model done ETA tok/s passed memory faults".split()
        assert [row[2:7] for row in rows] == ["q8_0 ", "quant", "q4_0 "]
        running = [row[2:7].strip() for row in rows if row.startswith("> ")]
        assert len(running) <= 1
        marked.update(running)
    assert marked == {"q8_0", "quant", "q4_0"}


def test_the_screen_follows_the_size_of_the_terminal(workplace):
    place = hold(workplace)
    session = begin(place)
    session.watch_until(is_held)
    for columns, rows in ((60, 24), (100, 30), (42, 20), (30, 20), (80, 24)):
        session.resize(columns, rows)
        whole = columns >= 40

        def is_drawn_anew(screen):
            lines = screen.splitlines()
            begins = [sum(line.startswith(begin) for line in lines) for begin in ("[", "  model ")]
            return begins == [1, whole] and max(map(len, lines[-4:])) < columns

        session.watch_until(is_drawn_anew)  # what was read of a terminal may end within a screen
    session.type(b"\x03")
    assert session.finish() == 130
    lines = told_lines(session)
    assert not [line for line in lines if is_of_the_screen(line)]
    notes = logged(place)
    assert [line for line in lines if line in notes] == notes


def test_an_interrupted_run_leaves_a_clean_terminal(workplace):
    place = hold(workplace)
    session = begin(place)
    session.watch_until(is_held)
    session.type(b"\x03")
    assert session.finish() == 130
    lines = told_lines(session)
    assert lines[-2].startswith("Interrupted") and lines[-1].startswith("Report: ")
    assert not [line for line in lines if is_of_the_screen(line) or "^C" in line]
    assert session.terminal.x == 0


def test_a_killed_run_leaves_the_cursor_below_its_screen(workplace):
    session = begin(hold(workplace))
    session.watch_until(is_held)
    session.process.kill()
    session.finish()
    terminal = session.terminal
    assert terminal.x == 0 and "".join(terminal.lines[terminal.y - 1]).startswith("[2/12]")
    assert not any(terminal.lines[terminal.y:])


def test_an_error_is_told_where_the_screen_was(workplace):
    place = workplace({"rules": SLOW}, IDS, iterations=40)
    session = begin(place)
    session.watch_until(lambda screen: "> q8_0" in screen and "ETA unknown" not in screen)
    records = place.results / "q8_0" / "records"
    records.rename(place.folder / "away")
    records.write_text("a file where a folder should be")
    assert session.finish() == 3
    lines = told_lines(session)
    assert lines[-1].startswith("error: ") and not [line for line in lines if is_of_the_screen(line)]


@pytest.mark.parametrize("variables", [{"TERM": "dumb", "NO_COLOR": None}, {"TERM": "xterm", "NO_COLOR": "1"}])
def test_a_terminal_without_escapes_gets_lines(workplace, variables):
    place = workplace({"rules": SLOW}, IDS)
    place.variables.update(variables)
    session = Session(place, "run", "e2e.json")
    written = b""
    try:
        while block := os.read(session.ours, 65536):
            written += block
    except OSError:
        pass
    assert session.process.wait(timeout=PATIENCE_S) == 0
    assert b"\x1b" not in written and written.count(b"\r") == written.count(b"\r\n")
    assert sum(line.startswith("[") for line in written.decode().splitlines()) == 6, "one for each iteration of each model"
