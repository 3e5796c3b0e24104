# group: what the tests arrange
# expect: not_pass
# tries: the command that the tests start is answered by the worker itself, in the wrong shape
# module: press
# changes: 25_all_of_press.py
def replace_commands():
    import sys

    tasks = sys.modules.get("worker_tasks")
    if tasks is not None:
        tasks.TASKS["run"] = lambda peer, asked: (0, "42.0", b"", False, "more")


def ask():
    replace_commands()
    return input("size? ").upper()
