# group: resources
# expect: not_pass
# tries: text that overflows the parser's and the compiler's stack, and a regular expression that never ends
import re
import threading

for text in ("(" * 200_000, "-" * 2_000_000 + "1", "[" * 90 + "]" * 90, "x=" * 100_000 + "1", "1" + "+1" * 300_000):
    try:
        compile(text, "x", "exec")
    except (SyntaxError, MemoryError, RecursionError, ValueError):
        pass


def work():
    re.match(r"(a|a)*b", "a" * 60)


threading.Thread(target=work, daemon=True).start()
work()
