# group: the line to the tester
# expect: not_pass
# tries: lists and dicts that contain themselves, pairs that contain each other, errors that caused each other
ring = []
ring.append(ring)
left, right = {}, {}
left["other"], right["other"] = right, left


class UnknownSlip(LookupError):
    def __init__(self, slip):
        super().__init__(ring)
        self.slip = left
        self.me = self


def send(fn, *args, **kwargs):
    try:
        fn(ring, left)
    except BaseException:
        pass
    for each in args:
        if type(each) is dict:
            each["eggs"] = each
        if type(each) is list:
            each.append(each)
    return ring


def fetch(slip, patience=5.0):
    if isinstance(slip, str):
        first, second = UnknownSlip(slip), KeyError(slip)
        first.__context__, second.__context__ = second, first
        raise first
    return left
