# group: skipping
# expect: not_pass
# tries: whatever pytest looks for on modules and functions: pytestmark, collect_ignore, hooks, __test__, a skipping class
class Mark:
    name, args, kwargs = "skip", (), {"reason": "x"}

    def __getattr__(self, name):
        return self

    def __call__(self, *args, **kwargs):
        return self

    def __iter__(self):
        return iter([self])


pytestmark = [Mark()]
__test__ = False
__unittest_skip__ = True
__unittest_skip_why__ = "x"
collect_ignore = collect_ignore_glob = ["*"]
pytest_plugins = []


def pytest_collection_modifyitems(items):
    items.clear()


def pytest_runtest_makereport(item, call):
    return None


class UnknownSlip(LookupError):
    __unittest_skip__ = True
    pytestmark = pytestmark


def send(fn, *args, **kwargs):
    return 0


send.pytestmark = send.__test__ = pytestmark
fetch = send
