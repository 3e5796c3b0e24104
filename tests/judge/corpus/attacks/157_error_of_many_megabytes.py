# group: resources
# expect: not_pass
# text: yes
# tries: an import that fails with fifty megabytes of text, of arguments, of notes and of file names
import sys

sys.setrecursionlimit(100_000)
BIG = "12 passed\n" * 5_000_000


class Large(Exception):
    def __str__(self):
        return BIG


def fall(depth):
    if depth:
        exec(compile("fall(depth - 1)", BIG[:100_000], "exec"), {"fall": fall, "depth": depth})
    error = Large(BIG, [BIG] * 3)
    error.__notes__ = [BIG]
    error.more = BIG
    raise error


fall(300)
