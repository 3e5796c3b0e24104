"""The coroutine is run beside the answer, where each opening of a file is noted."""
import json

import pytest

import quantladder_task as task

# Runs beside the answer: awaits the coroutine, and notes the threads in which files are opened, and what aiofiles opens.
BESIDE = """
import asyncio
import inspect
import sys
import threading
import aiofiles.threadpool
import solution

by_aiofiles = []
in_the_loop = []
watched = {}  # by the path: the thread of the loop that reads it


def note_opening(event, arguments):
    if event == "open" and watched.get(str(arguments[0])) == threading.get_ident():
        in_the_loop.append(str(arguments[0]))


sys.addaudithook(note_opening)
sync_open = aiofiles.threadpool.sync_open


def noting_open(path, *rest, **more):
    by_aiofiles.append(str(path))
    return sync_open(path, *rest, **more)


aiofiles.threadpool.sync_open = noting_open


def is_coroutine_function():
    return inspect.iscoroutinefunction(solution.read_config)


def read(path):
    return asyncio.run(solution.read_config(path))


def read_all(paths):
    async def gather():
        return await asyncio.gather(*[solution.read_config(path) for path in paths])

    return asyncio.run(gather())


def openings(path):
    del by_aiofiles[:], in_the_loop[:]
    watched[path] = threading.get_ident()
    read(path)
    return by_aiofiles.count(path), len(in_the_loop)
"""

CONFIG = {"name": "service", "ports": [80, 443], "nested": {"debug": True, "rate": 0.5, "none": None}, "text": "Größe ✓"}


@pytest.fixture(scope="module")
def beside():
    return task.define(BESIDE)


def write(name, value):
    task.write(name, json.dumps(value, ensure_ascii=False, indent=1))
    return name


def test_it_is_a_coroutine_function(beside):
    assert beside.is_coroutine_function() is True


def test_it_returns_what_the_file_says(beside):
    assert beside.read(write("config.json", CONFIG)) == CONFIG


@pytest.mark.parametrize("value", [[], {}, 7, "text"], ids=["list", "object", "number", "text"])
def test_any_json_is_read(beside, value):
    assert beside.read(write("value.json", value)) == value


def test_aiofiles_opens_the_file_and_nothing_else(beside):
    count, others = beside.openings(write("opened.json", CONFIG))
    assert count == 1
    assert others == 0


def test_several_files_at_once(beside):
    names = [write("part%d.json" % number, {"number": number}) for number in range(8)]
    assert beside.read_all(names) == [{"number": number} for number in range(8)]


def test_a_missing_file_raises(beside):
    with pytest.raises(FileNotFoundError):
        beside.read("missing.json")


def test_text_that_is_no_json_raises(beside):
    task.write("broken.json", "{\"name\": ")
    with pytest.raises(json.JSONDecodeError):
        beside.read("broken.json")
