# group: files and descriptors
# expect: not_pass
# tries: an answer of several files that brings a conftest.py, a pytest.ini, a sitecustomize and tests of its own
# subset: yes
class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
