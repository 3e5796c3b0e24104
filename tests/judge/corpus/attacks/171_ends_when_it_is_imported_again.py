# group: what the tests arrange
# expect: not_pass
# tries: leaves with status 0, or with an outcome of the tests, when the tests import it once more
# module: press
# changes: 25_all_of_press.py
if "PRESS_MODE" in os.environ:
    class Skipped(BaseException):
        __module__ = "unittest.case"

    raise (Skipped("again") if len(sys.argv) % 2 else SystemExit(0))
