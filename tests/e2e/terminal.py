"""A terminal for tests: what a person would see of what a program writes, and what a person can do to it."""
import fcntl
import os
import re
import select
import struct
import subprocess
import termios
import time
import unicodedata

from harness import PATIENCE_S

SEQUENCE = re.compile(r"\x1b(?:\[(?P<number>\d*)(?P<what>[AJKm])|\](?P<title>[^\x07]*)\x07)")


def width_of(character):
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class Terminal:
    """Understands what quantladder writes, and refuses any other control sequence. As most terminals do, it breaks lines
    anew when it becomes narrower."""

    def __init__(self, columns=80, rows=24):
        self.columns, self.rows = columns, rows
        self.lines = [[]]  # the scrollback, then the screen: of each line its cells
        self.goes_on = [False]  # whether a line was broken because it was full
        self.x = self.y = 0  # y counts from the first line of the scrollback
        self.titles = []
        self.rest = ""

    @property
    def top(self):
        return max(0, len(self.lines) - self.rows)

    def screen(self):
        return ["".join(cells).rstrip() for cells in self.lines[self.top:]]

    def whole_lines(self):
        """Everything, scrollback and screen, as it was written: without the breaks of full lines."""
        whole, open_line = [], ""
        for cells, goes_on in zip(self.lines, self.goes_on):
            open_line += "".join(cells)
            if not goes_on:
                whole.append(open_line.rstrip())
                open_line = ""
        return whole

    def feed(self, data):
        text = self.rest + data.decode()
        at = 0
        while at < len(text):
            if text[at] != "\x1b":
                self.take(text[at])
                at += 1
                continue
            found = SEQUENCE.match(text, at)
            if not found:
                assert len(text) - at < 200, f"a control sequence that nobody should write: {text[at:at + 20]!r}"
                break
            self.obey(found)
            at = found.end()
        self.rest = text[at:]

    def take(self, character):
        if character == "\r":
            self.x = 0
        elif character == "\n":
            self.next_line(goes_on=False)
        else:
            assert character == "\t" or unicodedata.category(character) not in ("Cc", "Cf"), repr(character)
            self.put(character)

    def put(self, character):
        width = width_of(character)
        if self.x + width > self.columns:
            self.next_line(goes_on=True)
            self.x = 0
        cells = self.lines[self.y]
        cells.extend(" " * (self.x + width - len(cells)))
        if width == 0:
            cells[self.x - 1] += character
        else:
            cells[self.x:self.x + width] = [character] + [""] * (width - 1)
        self.x += width

    def next_line(self, goes_on):
        self.goes_on[self.y] = goes_on
        self.y += 1
        if self.y == len(self.lines):
            self.lines.append([])
            self.goes_on.append(False)

    def obey(self, found):
        if found["what"] is None:
            self.titles.append(found["title"])
        elif found["what"] == "A":
            self.y = max(self.top, self.y - int(found["number"] or 1))
        elif found["what"] in "JK":
            assert found["number"] in ("", "0")
            del self.lines[self.y][self.x:]
            self.goes_on[self.y] = False
            if found["what"] == "J":
                for line in range(self.y + 1, len(self.lines)):
                    self.lines[line], self.goes_on[line] = [], False

    def resize(self, columns, rows):
        """Breaks the lines anew; the cursor stays at its character."""
        at_end = self.y
        while at_end + 1 < len(self.lines) and any(self.lines[at_end + 1:]):
            at_end += 1
        whole, cursor = [[]], (0, 0)
        for y, cells in enumerate(self.lines[:at_end + 1]):
            if y == self.y:
                cursor = (len(whole) - 1, len(whole[-1]) + self.x)
            whole[-1].extend(cells)
            if not self.goes_on[y] and y < at_end:
                whole.append([])
        self.columns, self.rows = columns, rows
        self.lines, self.goes_on = [], []
        for index, cells in enumerate(whole):
            parts = [cells[at:at + columns] for at in range(0, len(cells), columns)] or [[]]
            if cursor[0] == index:
                self.y = len(self.lines) + min(cursor[1] // columns, len(parts) - 1)
                self.x = min(cursor[1] % columns, columns)
            self.lines.extend(parts)
            self.goes_on.extend([True] * (len(parts) - 1) + [False])


class Session:
    """A program of a workplace with a terminal of its own, as in a shell's foreground; its stdout goes elsewhere."""

    def __init__(self, place, *arguments, columns=80, rows=24):
        self.terminal = Terminal(columns, rows)
        self.screens = []  # each that differs from the one before
        self.ours, theirs = os.openpty()
        self.set_size(columns, rows)
        self.process = subprocess.Popen(
            [place.program, *map(str, arguments)], cwd=place.folder, env=place.environment(), stdin=theirs,
            stdout=subprocess.DEVNULL, stderr=theirs, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(2, termios.TIOCSCTTY, 0))
        place.started.append(self.process)
        os.close(theirs)

    def set_size(self, columns, rows):
        fcntl.ioctl(self.ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns, rows):
        """Only while nothing is written: what comes in between would be for the other size."""
        self.set_size(columns, rows)
        self.terminal.resize(columns, rows)

    def type(self, text):
        os.write(self.ours, text)

    def read(self):
        """Returns whether there may be more. A drawing can come in pieces: what follows at once belongs to it."""
        data = self.read_once()
        while data and not data.endswith(b"\x1b[J") and select.select([self.ours], [], [], 0.1)[0]:
            more = self.read_once()
            if not more:
                break
            data += more
        if not data:
            return False
        self.terminal.feed(data)
        screen = self.terminal.screen()
        if not self.screens or self.screens[-1] != screen:
            self.screens.append(screen)
        return bool(data)

    def read_once(self):
        try:
            return os.read(self.ours, 65536)
        except OSError:  # how a terminal ends
            return b""

    def watch_until(self, reached):
        deadline = time.monotonic() + PATIENCE_S
        while not reached("\n".join(self.terminal.screen())):
            assert time.monotonic() < deadline, "the run does not get on"
            if select.select([self.ours], [], [], 1)[0]:
                assert self.read(), "the run ended before that:\n" + "\n".join(self.terminal.whole_lines())

    def finish(self):
        """Returns the exit code."""
        while self.read():
            pass
        os.close(self.ours)
        return self.process.wait(timeout=PATIENCE_S)
