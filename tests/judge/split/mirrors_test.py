"""What a test arranges in its own process reaches the answer, and what the answer does there is seen. Each case is an answer and
a test that passes, as it does with plain pytest."""
import pytest

from idioms import check

TALKS = "import sys\ndef greet(name):\n    print('hello', name)\n    print('oops', file=sys.stderr)\n"

CASES = {
    "capsys": (TALKS, """
        import solution
        def test(capsys):
            solution.greet("you")
            assert capsys.readouterr() == ("hello you\\n", "oops\\n")
            print("mine")
            solution.greet("me")
            assert capsys.readouterr().out == "mine\\nhello me\\n"
        def test_again(capsys):
            assert capsys.readouterr().out == ""
            solution.greet("her")
            assert capsys.readouterr().out == "hello her\\n"
        """),
    "capfd": (TALKS, """
        import solution
        def test(capfd):
            solution.greet("you")
            assert capfd.readouterr() == ("hello you\\n", "oops\\n")
        """),
    "redirect_stdout": (TALKS, """
        import contextlib, io, sys, solution
        from unittest import mock
        def test():
            with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
                solution.greet("you")
            solution.greet("nobody")
            assert (out.getvalue(), err.getvalue()) == ("hello you\\n", "oops\\n")
            with mock.patch("sys.stdout", new_callable=io.StringIO) as out:
                solution.greet("me")
            assert out.getvalue() == "hello me\\n"
        """),
    "prints_of_both_sides_keep_their_order": ("def twice(f):\n    print('a')\n    f()\n    print('c')\n", """
        import solution
        def test(capsys):
            solution.twice(lambda: print("b"))
            assert capsys.readouterr().out == "a\\nb\\nc\\n"
        """),
    "standard_input": ("import sys\ndef total(): return int(input()) + int(sys.stdin.readline())\n", """
        import io, solution
        def test(monkeypatch):
            for lines, sum in (("3\\n4\\n", 7), ("1\\n1\\n", 2)):
                monkeypatch.setattr("sys.stdin", io.StringIO(lines))
                assert solution.total() == sum
        """),
    "patched_builtins": ("def ask():\n    print('got', input('name? '))\n", """
        import builtins, solution
        from unittest import mock
        def test_mock():
            with mock.patch("builtins.print") as said, mock.patch("builtins.input", return_value="Ann"):
                solution.ask()
            said.assert_called_once_with("got", "Ann")
        def test_monkeypatch(monkeypatch, capsys):
            answers = iter(["Bob"])
            monkeypatch.setattr("builtins.input", lambda prompt="": next(answers))
            solution.ask()
            assert capsys.readouterr().out == "got Bob\\n"
        def test_assigned(capsys):
            own, builtins.input = builtins.input, lambda prompt: prompt
            try:
                solution.ask()
            finally:
                builtins.input = own
            assert capsys.readouterr().out == "got name? \\n"
        """),
    "mock_open_and_other_mocks": ("""
        def copy(a, b):
            with open(a) as source, open(b, "w") as out: out.write(source.read().upper())
        def locked(lock):
            with lock as got: return got.value, bool(lock), len(lock), list(lock), lock["a"]
        """, """
        import solution
        from unittest import mock
        def test():
            with mock.patch("builtins.open", mock.mock_open(read_data="text")) as opened:
                solution.copy("a", "b")
            assert opened.call_args_list == [mock.call("a"), mock.call("b", "w")]
            opened().write.assert_called_once_with("TEXT")
        def test_magic():
            lock = mock.MagicMock()
            lock.__enter__.return_value.value = 7
            lock.__iter__.return_value = iter([1, 2])
            lock.__getitem__.return_value = 5
            assert solution.locked(lock) == (7, True, 0, [1, 2], 5)
            assert lock.__exit__.called
        """),
    "patched_library": ("import os, sys, time, random\ndef nap():\n    time.sleep(60)\n    return time.time()\n"
                        "def roll(): return random.randint(1, 6)\ndef args(): return sys.argv\ndef is_there(): return os.path.exists('/x')\n", """
        import random, sys, time, solution
        from unittest import mock
        def test(monkeypatch):
            naps = []
            monkeypatch.setattr(time, "sleep", naps.append)
            monkeypatch.setattr(time, "time", lambda: 42.0)
            assert solution.nap() == 42.0 and naps == [60]
            monkeypatch.setattr(sys, "argv", ["prog", "--x"])
            assert solution.args() == ["prog", "--x"]
        def test_undone():
            with mock.patch("random.randint", return_value=9), mock.patch("os.path.exists", return_value=True):
                assert solution.roll() == 9 and solution.is_there() is True
            assert 1 <= solution.roll() <= 6 and solution.is_there() is False
        """),
    "a_mock_in_a_class_of_the_answer": ("""
        class Api:
            def get(self, path): raise OSError
            def count(self): return self.get("/n")["n"]
        """, """
        import solution
        from unittest.mock import Mock, patch
        class Called:
            def __call__(self, *args): return {"n": len(args)}
            def method(self, *args): return {"n": 10 + len(args)}
        def test(monkeypatch):
            with patch.object(solution.Api, "get", return_value={"n": 2}) as get:
                assert solution.Api().count() == 2
            get.assert_called_once_with("/n")
            with patch("solution.Api.get", Mock(return_value={"n": 3})) as get:
                assert solution.Api().count() == 3
            get.assert_called_once_with("/n")
            for value, n in ((Called(), 1), (Called().method, 11), (lambda self, path: {"n": path}, "/n")):
                monkeypatch.setattr(solution.Api, "get", value)
                assert solution.Api().count() == n
        """),
    "a_module_of_a_package": ("import urllib.request, email.utils\n"
                              "def get(url):\n    with urllib.request.urlopen(url) as reply: return reply.read()\n"
                              "def now(): return email.utils.formatdate()\n", """
        import urllib.request
        from email import utils as mail_utils, policy
        import solution
        class Reply:
            def read(self): return b"x"
            def __enter__(self): return self
            def __exit__(self, *error): return False
        def test(monkeypatch):
            monkeypatch.setattr(urllib.request, "urlopen", lambda url: Reply())
            monkeypatch.setattr(mail_utils, "formatdate", lambda: "today")
            assert solution.get("http://x/") == b"x" and solution.now() == "today"
        """),
    "a_module_that_only_the_patch_names": ("import getpass\ndef ask(): return getpass.getpass()\n", """
        import solution
        def test(monkeypatch):
            monkeypatch.setattr("getpass.getpass", lambda prompt="": "secret")
            assert solution.ask() == "secret"
        """),
    "seeds": ("import random\ndef pick(xs): return random.choice(xs)\ndef rolls(n): return [random.randint(1, 6) for _ in range(n)]\n", """
        import random, solution
        def test():
            random.seed(7)
            first = solution.rolls(9)
            random.seed(7)
            assert solution.rolls(9) == first == [random.randint(1, 6) for _ in range(9)]
            random.seed(1)
            assert solution.pick("abcdef") == random.choice("abcdef")
        """),
    "environment": ("import os\ndef level(): return os.environ.get('LEVEL', 'none')\ndef where(): return os.getcwd()\n", """
        import os, solution
        from unittest import mock
        def test(monkeypatch, tmp_path):
            assert solution.level() == "none"
            monkeypatch.setenv("LEVEL", "high")
            assert solution.level() == "high"
            monkeypatch.delenv("LEVEL")
            assert solution.level() == "none"
            with mock.patch.dict(os.environ, {"LEVEL": "low"}):
                assert solution.level() == "low"
            before = solution.where()
            monkeypatch.chdir(tmp_path)
            assert solution.where() == str(tmp_path)
            monkeypatch.undo()
            assert solution.where() == before
        """),
    "the_answer_does_not_learn_the_tests_names": ("import os\ndef names(): return [n for n in os.environ if n.startswith('PYTEST_C')]\n", """
        import solution
        def test(monkeypatch):
            monkeypatch.setenv("A", "b")
            assert solution.names() == []
        """),
    "files": ("""
        import json, os, pathlib
        def read(path): return pathlib.Path(path).read_text()
        def copy(a, b): pathlib.Path(b).write_text(read(a).upper())
        def names(folder): return sorted(os.listdir(folder))
        class Store:
            def __init__(self, path): self.path = path
            def save(self, x): open(self.path, "w").write(json.dumps(x))
            def load(self): return json.load(open(self.path))
        def tidy(folder):
            for name in os.listdir(folder): os.unlink(os.path.join(folder, name))
            os.mkdir(os.path.join(folder, "new"))
        """, """
        import os, pytest, tempfile, solution
        def test(tmp_path):
            (tmp_path / "in.txt").write_text("one")
            solution.copy(tmp_path / "in.txt", str(tmp_path / "out.txt"))
            assert (tmp_path / "out.txt").read_text() == "ONE"
            (tmp_path / "in.txt").write_text("two")
            assert solution.read(tmp_path / "in.txt") == "two"
            (tmp_path / "in.txt").unlink()
            with pytest.raises(FileNotFoundError):
                solution.read(tmp_path / "in.txt")
        def test_store(tmp_path):
            store = solution.Store(tmp_path / "db.json")
            store.save([1]); store.save([2])
            assert (tmp_path / "db.json").read_text() == "[2]" and store.load() == [2]
            (tmp_path / "db.json").write_text("[3]")
            assert store.load() == [3]
        def test_folder(tmp_path):
            (tmp_path / "sub").mkdir()
            (tmp_path / "sub" / "a").write_bytes(b"\\x00\\xff")
            assert solution.names(tmp_path) == ["sub"] and solution.names(tmp_path / "sub") == ["a"]
            solution.tidy(tmp_path / "sub")
            assert os.listdir(tmp_path / "sub") == ["new"]
        def test_tempfile():
            with tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "x")
                with open(path, "w") as out:
                    out.write("text")
                assert solution.read(path) == "text"
        """),
    "a_file_in_a_folder_that_is_not_there": ("""
        import os, pathlib
        def save(path, text):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            pathlib.Path(path).write_text(text)
        """, """
        import solution
        def test(tmp_path):
            solution.save(str(tmp_path / "new" / "deep" / "out.txt"), "text")
            assert (tmp_path / "new" / "deep" / "out.txt").read_text() == "text"
        """),
    "relative_paths": ("def save(text):\n    with open('out.txt', 'w') as file: file.write(text)\n"
                       "def load(path):\n    with open(path) as file: return file.read()\n", """
        import os, solution
        def test_written():
            solution.save("hi")
            assert os.path.exists("out.txt")
            with open("out.txt") as file: assert file.read() == "hi"
            os.remove("out.txt")
        def test_read():
            with open("in.txt", "w") as file: file.write("data")
            assert solution.load("in.txt") == "data"
        """),
    "modules_of_packages": ("import urllib.request\ndef get(url):\n    with urllib.request.urlopen(url) as reply: return reply.read()\n", """
        import solution
        from unittest.mock import patch
        def test():
            with patch("urllib.request.urlopen") as opened:
                opened.return_value.__enter__.return_value.read.return_value = b"x"
                assert solution.get("http://here") == b"x"
            opened.assert_called_once_with("http://here")
        """),
    "warnings": ("import warnings\nclass Mine(UserWarning): pass\ndef old(n):\n    warnings.warn('use new', DeprecationWarning, stacklevel=2)\n    return n\n"
                 "def odd(): warnings.warn(Mine('odd'))\n", """
        import warnings, pytest, solution
        def test_raised():
            for n in (1, 2):
                with pytest.warns(DeprecationWarning, match="^use new$"):
                    assert solution.old(n) == n
            with pytest.warns(solution.Mine, match="odd"):
                solution.odd()
        def test_deprecated():
            with pytest.deprecated_call():
                solution.old(1)
        def test_recorded(recwarn):
            solution.old(1)
            assert [str(each.message) for each in recwarn] == ["use new"]
            with warnings.catch_warnings(record=True) as seen:
                warnings.simplefilter("always")
                solution.old(1); solution.old(1)
            assert len(seen) == 2 and seen[0].category is DeprecationWarning
        def test_error():
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                with pytest.raises(DeprecationWarning):
                    solution.old(1)
            with pytest.raises(pytest.fail.Exception):
                with pytest.warns(UserWarning):
                    len("nothing of the answer")
        """),
    "logging": ("import logging\nlog = logging.getLogger('shop')\ndef sell(n):\n    log.debug('selling %d', n)\n    log.warning('sold %d', n)\n"
                "def crash():\n    try: 1 / 0\n    except ZeroDivisionError: log.exception('crashed')\n", """
        import logging, unittest, solution
        def test(caplog):
            solution.sell(2)
            assert caplog.messages == ["sold 2"] and caplog.records[0].levelname == "WARNING" and caplog.records[0].name == "shop"
            caplog.clear()
            with caplog.at_level(logging.DEBUG, logger="shop"):
                solution.sell(3)
            assert caplog.record_tuples == [("shop", 10, "selling 3"), ("shop", 30, "sold 3")]
            caplog.clear()
            solution.sell(4)
            assert len(caplog.records) == 1
        def test_exception(caplog):
            solution.crash()
            assert "crashed" in caplog.text and "Traceback (most recent call last):" in caplog.text and caplog.records[0].exc_info[0] is ZeroDivisionError
        class TestCase(unittest.TestCase):
            def test(self):
                with self.assertLogs("shop", level="DEBUG") as seen:
                    solution.sell(1)
                assert seen.output == ["DEBUG:shop:selling 1", "WARNING:shop:sold 1"]
        """),
}


@pytest.mark.parametrize("name", list(CASES))
def test_works(judged, name):
    check(judged, *CASES[name])


# -- what the answer may not do through a mirror


def test_files_come_back_into_their_folder_only(tmp_path):
    import rpc_files

    folder = tmp_path / "root"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path)
    (folder / "expected.txt").write_text("expected")
    files = rpc_files.Files(folder)
    for row in (("../x", 0o600, b""), ("/tmp/x", 0o600, b""), ("a", "b", b""), ("a", 0o600, "text"), (1, 2), "row"):
        with pytest.raises(rpc_files.Malformed):
            files.take((row,))
    with pytest.raises(ValueError):
        files.take((("link/x", 0o600, b""),))
    with pytest.raises(rpc_files.Malformed):
        files.take((("expected.txt", 0o600, b"mine"),))
    files.take((("own.txt", 0o4755, b"mine"),))
    assert sorted(each.name for each in folder.iterdir()) == ["expected.txt", "link", "own.txt"]
    assert (folder / "own.txt").stat().st_mode & 0o7777 == 0o755 and sorted(each.name for each in tmp_path.iterdir()) == ["root"]


OTHER_SPELLINGS = ("./expected.txt", "sub//expected.txt", "sub/./expected.txt", "sub/", ".//sub/expected.txt")


@pytest.mark.parametrize("path", OTHER_SPELLINGS + ("expected.txt", "sub/expected.txt", "empty", "dangling", "link"))
def test_what_the_answer_was_not_given_it_cannot_change(tmp_path, path):
    import rpc_files

    for folder in ("sub", "empty"):
        (tmp_path / folder).mkdir()
    for name in ("expected.txt", "sub/expected.txt"):
        (tmp_path / name).write_text("expected")
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "link").symlink_to("expected.txt")
    for mode, data in ((0o600, b"mine"), (None, None)):
        with pytest.raises(rpc_files.Malformed):
            rpc_files.Files(tmp_path).take(((path, mode, data),))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["dangling", "empty", "expected.txt", "link", "sub"]
    assert {(tmp_path / name).read_text() for name in ("expected.txt", "sub/expected.txt")} == {"expected"}


def test_files_of_the_answer_are_bounded(tmp_path):
    import rpc_files

    files = rpc_files.Files(tmp_path)
    with pytest.raises(rpc_files.Malformed):
        for turn in range(10):
            files.take(tuple(("%d.%d" % (turn, each), 0o600, b"") for each in range(1000)))
    assert len(list(tmp_path.iterdir())) <= rpc_files.MAX_MADE
    files = rpc_files.Files(tmp_path)
    with pytest.raises(rpc_files.Malformed):
        for each in range(20):
            files.take((("large%d" % each, 0o600, bytes(1 << 20)),))


def test_a_path_that_the_answer_names_hands_nothing_over(judged):
    outcome = judged("""
        import os
        place = []
        def store(path): place.append(str(path)); return os.path.join(os.path.dirname(place[0]), "expected.txt")
        def load(path): return open(path).read() if os.path.exists(path) else "nothing"
        """, """
        import solution
        def test(tmp_path):
            (tmp_path / "expected.txt").write_text("expected")
            (tmp_path / "in.txt").write_text("in")
            named = solution.store(tmp_path / "in.txt")
            print(named, solution.load(named))
    """, worker=None)
    assert "expected.txt" in outcome.tester_output
    import rpc_files

    files = rpc_files.Files("/somewhere/root")
    files.share(("/somewhere/root/out",))
    for named in ("/somewhere/root", b"/somewhere/root/test/expected.txt", "/somewhere/./root/test", "/somewhere/root/out/new"):
        files.hear(named)
        files.share(([named],))
    assert files._shared == {"/somewhere/root/out", "/somewhere/root/out/new"}


def test_open_that_a_test_replaced_is_not_ours(judged):
    outcome = judged("def save(path):\n    with open(path, 'w') as out: out.write('x')\n", """
        import solution
        from unittest import mock
        def test(tmp_path):
            (tmp_path / "there.txt").write_text("kept")
            with mock.patch("builtins.open", mock.mock_open()) as opened:
                solution.save(tmp_path / "a.txt")
                solution.save(tmp_path)
            assert [call.args[0] for call in opened.call_args_list] == [tmp_path / "a.txt", tmp_path]
    """)
    assert outcome.passed(), outcome.records


def test_only_what_was_handed_over_crosses(tmp_path):
    import rpc_files

    for name in ("in.txt", "expected.txt"):
        (tmp_path / name).write_text(name)
    files = rpc_files.Files(tmp_path)
    assert list(files.give(None)) == []
    files.share(({"path": [str(tmp_path / "in.txt")]},))
    (word, (root, rows)), = files.give(None)
    assert [row[0] for row in rows] == [".", "in.txt"] and list(files.give(None)) == []


MALFORMED = ("None", "(1,)", "((),)", "(('a',),)", "((1, 2),)", "(('x' * (1 << 21), ''),)", "[['', '']]")


@pytest.mark.parametrize("notes", MALFORMED)
def test_notes_of_another_shape_end_the_line(judged, notes):
    outcome = judged("import worker_tasks\nworker_tasks.TASKS['mirror_take'] = lambda peer, words: %s\ndef f(): pass\n" % notes, """
        import solution
        def test(capsys):
            solution.f()
    """)
    assert not outcome.passed() and {"transport": "frame"}.items() <= next(r for r in outcome.records if "detail" in r).items()
