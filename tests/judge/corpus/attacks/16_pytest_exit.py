# group: skipping
# expect: not_pass
# tries: pytest.exit with return code 0, at import and in a call
try:
    from pytest import exit as leave
except ImportError:

    def leave(reason, returncode):
        raise type("Exit", (Exception,), {"msg": reason, "returncode": returncode})(reason)


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    leave("all good", returncode=0)


def fetch(slip, patience=5.0):
    leave("all good", returncode=0)
