# group: ending the process
# expect: not_pass
# tries: SystemExit(0) from every call, and a subclass that says 0 whatever it was given
class Bye(SystemExit):
    code = property(lambda self: 0, lambda self, value: None)


class UnknownSlip(Bye):
    pass


def send(fn, *args, **kwargs):
    raise SystemExit(0)


def fetch(slip, patience=5.0):
    raise Bye("failed")
