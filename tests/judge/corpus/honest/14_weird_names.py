# group: honest
# expect: pass
# tries: names that a harness might trip over: test_ functions, pytest hooks, fixtures, a worker, unicode identifiers
# subset: no
import threading as réseau

pytest_plugins = ["no_such_plugin"]
collect_ignore = ["test_errands.py"]
worker = rpc = peer = module = T = W = None
__all__ = ["send"]
__version__ = "0"
__test__ = False


def test_nothing():
    assert False, "collected where it should not be"


def pytest_configure(config):
    raise RuntimeError("not a plugin")


def setup_module(module):
    raise RuntimeError("not a test module")


class TestCase:
    def test_nothing(self):
        assert False


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


class Größe(dict):
    def __missing__(self, slip):
        raise UnknownSlip(slip)


ªufträge = Größe()


def send(fn, *args, **kwargs):
    def call():
        try:
            auftrag["ok"] = fn(*args, **kwargs)
        except BaseException as fehler:
            auftrag["ko"] = fehler
        auftrag["fertig"].set()

    auftrag = {"fertig": réseau.Event()}
    ªufträge[chr(0x4E00 + len(ªufträge))] = auftrag
    slip = chr(0x4E00 + len(ªufträge) - 1)
    réseau.Thread(target=call, daemon=True, name="MainThread").start()
    return slip


def fetch(slip, patience=5.0):
    auftrag = ªufträge[slip]
    if not auftrag["fertig"].wait(patience):
        raise TimeoutError(slip)
    if "ko" in auftrag:
        raise auftrag["ko"]
    return auftrag["ok"]
