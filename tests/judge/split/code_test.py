"""Text, code and pickles of the answer never run in the tests' process; what honest tests do with them works beside the answer."""
import pytest

from idioms import check

CASES = {
    "repr_round_trip": ("import dataclasses\n@dataclasses.dataclass\nclass Point:\n    x: int\n    y: int\n", """
        import solution
        from solution import Point
        def test():
            assert eval(repr(Point(1, 2))) == Point(1, 2)
            assert eval(repr(solution.Point(3, 4)), {"Point": solution.Point}) == Point(3, 4)
            assert eval(repr(solution.Point(3, 4)), dict(vars(solution))) == Point(3, 4)
        """),
    "generated_code": ("def source(n): return 'import math\\nN = %d\\ndef f(x): return math.sqrt(x) + N + K + g(1)\\n' % n\n", """
        import solution
        def test():
            names = {"K": 10, "g": lambda x: x * 100}
            exec(solution.source(5), names)
            assert names["f"](4) == 117.0 and names["N"] == 5
            code = compile(solution.source(6), "made", "exec")
            names = {"K": 0, "g": lambda x: 0}
            exec(code, names)
            assert names["f"](4) == 8.0
        """),
    "expressions_with_the_library": ("def formula(): return 'math.sqrt(x)'\ndef broken(): return '1 +'\n", """
        import ast, math, pytest, solution
        def test():
            assert eval(solution.formula(), {"math": math, "x": 16}) == 4.0
            assert eval(compile(ast.parse(solution.formula(), mode="eval"), "made", "eval"), {"math": math}, {"x": 9}) == 3.0
            with pytest.raises(SyntaxError):
                compile(solution.broken(), "made", "exec")
            with pytest.raises(SyntaxError):
                eval(solution.broken())
        """),
    "text_of_the_test": ("def apply(f, x): return f(x)\n", """
        import solution
        K = 3
        def test():
            y = 4
            assert eval("K + y") == 7 and eval("y * 2", {"y": 5}) == 10
            names = {}
            exec("def double(x): return 2 * x", names)
            assert names["double"](4) == 8 and solution.apply(eval, "1 + 1") == 2
        """),
    "pickles_of_data": ("import pickle, collections, datetime\ndef save(x): return pickle.dumps(x)\n"
                        "def load(x): return pickle.loads(x)\n", """
        import collections, datetime, pickle, solution
        class Own:
            pass
        def test():
            for x in ([1, {"a": (2.5, b"x")}], {1}, datetime.date(2024, 1, 2)):
                assert solution.load(pickle.dumps(x)) == x and pickle.loads(solution.save([x, 1])) == [x, 1]
            assert isinstance(pickle.loads(pickle.dumps(Own())), Own)
        """),
    "type_hints": ("from __future__ import annotations\nimport typing\ndef f(x: int, y: str = '') -> bool: pass\n"
                   "class C:\n    x: int\n", """
        import inspect, typing, solution
        def own(x: "int"): pass
        def test():
            assert typing.get_type_hints(solution.f) == {"x": int, "y": str, "return": bool}
            assert typing.get_type_hints(solution.C) == {"x": int} and typing.get_type_hints(own) == {"x": int}
            assert inspect.get_annotations(solution.f, eval_str=True)["return"] is bool
        """),
}


@pytest.mark.parametrize("name", list(CASES))
def test_works(judged, name):
    check(judged, *CASES[name])


MARK = "ran_in_the_tests_process"
RUN = "__import__('os').environ.__setitem__('%s', '1')" % MARK
ATTACKS = {
    "eval": "eval(solution.text())",
    "eval_in_own_names": "eval(solution.text(), {'x': 1})",
    "exec": "exec(solution.text(), {})",
    "exec_in_the_tests_names": "exec(solution.text(), globals())",
    "eval_of_bytes": "eval(solution.text().encode())",
    "compiled": "eval(compile(solution.text(), 'x', 'eval'))",
    "parsed": "eval(compile(ast.parse(solution.text(), mode='eval'), 'x', 'eval'))",
    "marshalled": "exec(marshal.loads(solution.marshalled()))",
    "pickle_loads": "pickle.loads(solution.pickled())",
    "pickle_load": "pickle.load(io.BytesIO(solution.pickled()))",
    "pickle_names_of_the_tests": "pickle.loads(solution.pickled_path())",
    "type_hints": "typing.get_type_hints(solution.text)",
    "annotations": "inspect.get_annotations(solution.text, eval_str=True)",
    "pickle_under_another_name": "getattr(importlib.import_module('_pick' + 'le'), 'lo' + 'ads')(solution.pickled())",
    "pickle_in_python": "pickle._Unpickler(io.BytesIO(solution.pickled())).load()",
    "function_of_code": "types.FunctionType(compile(solution.text(), 'x', 'exec'), {'__builtins__': __builtins__})()",
    "code_of_a_function": "own.__code__ = compile(solution.text(), 'x', 'exec'); own()",
    "timeit": "timeit.timeit(solution.text(), number=1)",
    "doctest": "doctest.run_docstring_examples(solution.documented, {'solution': solution})",
    "interpreter": "code.InteractiveInterpreter().runsource(solution.text())",
    "profiler": "cProfile.run(solution.text())",
    "dataclass_of_text": "dataclasses.make_dataclass('C', [('x', solution.text())])",
    "run_path": "runpy.run_path(solution.file(str(tmp_path)))",
    "import_of_a_file": "monkeypatch.syspath_prepend(solution.file(str(tmp_path)) and tmp_path); import made",
    "import_in_the_working_folder": "monkeypatch.chdir(tmp_path); monkeypatch.syspath_prepend(''); solution.file('.'); import made",
    "spec_of_a_file": "spec = importlib.util.spec_from_file_location('made', solution.file(str(tmp_path))); "
                      "spec.loader.exec_module(importlib.util.module_from_spec(spec))",
    "bytecode_of_a_file": "importlib.machinery.SourcelessFileLoader('made', solution.bytecode(str(tmp_path))).load_module()",
    "zip": "sys.path.insert(0, solution.zipped(str(tmp_path))); import made",
    "text_of_a_file": "exec(open(solution.file(str(tmp_path))).read())",
    "process": "subprocess.Popen([sys.executable, solution.file(str(tmp_path))], env={'LEFT': solution.left(str(tmp_path))}).wait()",
    "shell": "getattr(os, 'sys' + 'tem')('python3 ' + solution.file(str(tmp_path)))",
    "spawned": "os.posix_spawn('/bin/sh', ['sh', '-c', 'touch ' + solution.left(str(tmp_path))], {})",
}


@pytest.mark.parametrize("name", list(ATTACKS))
def test_never_runs_in_the_tests_process(judged, name):
    answer = """
        import marshal, os, pickle
        RUN = %r
        def text(): return RUN
        def documented(): pass
        documented.__doc__ = ">>> " + RUN + "\\n"
        def file(folder, name="made.py"):
            with open(folder + "/" + name, "w") as out:
                out.write(RUN + "\\nimport os, sys; open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'left'), 'w')\\n")
            return folder + "/" + name
        def left(folder): return folder + "/left"
        def bytecode(folder):
            import py_compile
            return py_compile.compile(file(folder), folder + "/made.pyc", "/usr/lib/made.py")
        def zipped(folder):
            import zipfile
            with zipfile.ZipFile(folder + "/made.zip", "w") as out:
                out.write(file(folder), "made.py")
            os.unlink(folder + "/made.py")
            return folder + "/made.zip"
        text.__annotations__ = {"return": RUN}
        def marshalled(): return marshal.dumps(compile(RUN, "x", "exec"))
        def pickled(): return b"cbuiltins\\neval\\n(V" + RUN.encode() + b"\\ntR."
        def pickled_path(): return b"\\x80\\x04\\x8c\\x07test_it\\x8c\\x0bos.getcwd\\x00\\x93)R."
        """ % RUN
    outcome = judged(answer, """
        import ast, cProfile, code, dataclasses, doctest, importlib.machinery, importlib.util, io, marshal, os, pickle, runpy, subprocess
        import sys, timeit, types, typing, solution
        def own(): pass
        def test_meets_it(tmp_path, monkeypatch):
            try:
                %s
            except Exception as error:
                os.environ["REFUSED"] = "yes"
            assert not (tmp_path / "left").exists()
        def test(): assert %r not in os.environ and %r not in globals()
    """ % (ATTACKS[name], MARK, MARK))
    assert outcome.passed(), outcome.records


def test_a_text_that_names_what_the_test_knows_says_nothing_of_it(judged):
    outcome = judged("def formula(): return 'expected'\ndef letter(): return 'x'\ndef equals(): return \"('expr', 'expected')\"\n", """
        import pytest, solution
        @pytest.mark.parametrize(("expr", "expected"), [(solution.formula, 7), (solution.letter, 7)], ids=("name", "letter"))
        def test(expr, expected):
            x = 7
            assert eval(expr()) == expected
    """)
    assert not outcome.passed() and "failed" in outcome.calls().values() and "passed" not in outcome.calls().values()
