# group: ending the process
# expect: not_pass
# tries: raises KeyboardInterrupt so that the runner stops asking
class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    raise KeyboardInterrupt


def fetch(slip, patience=5.0):
    raise KeyboardInterrupt("enough tests for today")
