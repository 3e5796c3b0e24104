# group: resources
# expect: not_pass
# tries: folders nested deeper than any path can name, without any permission, to defeat the cleaning up
import os

for top in ("/tmp", ".", "/dev/shm"):
    try:
        os.chdir(top)
        for _ in range(400):
            name = "ql_corpus_" + "d" * 200
            os.mkdir(name, 0o700)
            os.chdir(name)
        os.chmod(".", 0)
    except OSError:
        pass
    os.chdir("/")


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
