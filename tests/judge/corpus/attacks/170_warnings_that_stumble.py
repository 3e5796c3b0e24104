# group: what the tests arrange
# expect: not_pass
# tries: warnings and log records that cannot be shown, or that raise an outcome of the tests when they are
# module: press
# changes: 25_all_of_press.py
def old(sheet):
    class Skipped(DeprecationWarning):
        __module__ = "pytest"

        def __str__(self):
            raise SystemExit(0)

    warnings.warn(Skipped("use area"))
    logging.getLogger("press").warning("%s", Skipped())
    return area(sheet)
