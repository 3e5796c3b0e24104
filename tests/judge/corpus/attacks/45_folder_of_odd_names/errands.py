# group: files and descriptors
# expect: not_pass
# tries: files whose names are options, controls and long paths, beside a module that does nothing
class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
