# group: what the tests arrange
# expect: not_pass
# tries: what the worker notes for the tests (printed text, warnings, records, files) is replaced by what no honest one notes
# module: press
# changes: 25_all_of_press.py
def show(sheet):
    import sys

    mirrors = sys.modules.get("worker_mirrors")
    if mirrors is not None:
        notes = iter([((("3x4\n", ""), ),) * 3, (1, 2), None, ((("a" * (1 << 22)),),), "notes", {"x": 1}])
        mirrors.take = lambda peer, words: next(notes, ())
        sys.modules["worker_tasks"].TASKS["mirror_take"] = mirrors.take
