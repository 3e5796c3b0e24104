# group: what the tests arrange
# expect: not_pass
# tries: changes the file that the tests compare with, which it was not given, by all its spellings
# module: press
# changes: 25_all_of_press.py
def keep(sheet, path):
    path.write_text("1 1")
    for name in ("expected.txt", "../expected.txt", "./expected.txt", "../" + path.parent.name + "/expected.txt"):
        try:
            (path.parent / name).write_text("1 1")
        except OSError:
            pass


def load(path):
    return Sheet(7, 9)
