# group: lying values
# expect: not_pass
# tries: an object that equals, exceeds and contains everything
# subset: yes
class Yes:
    def __eq__(self, other):
        return True

    __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __instancecheck__ = __eq__

    def __ne__(self, other):
        return False

    def __hash__(self):
        return hash(Yes)

    def __len__(self):
        return 20

    def __iter__(self):
        return iter([self])

    def __getattr__(self, name):
        return self

    def __call__(self, *args, **kwargs):
        return self

    def __getitem__(self, key):
        return self

    __radd__ = __add__ = __sub__ = __rsub__ = __getitem__


class UnknownSlip(LookupError):
    slip = Yes()


def send(fn, *args, **kwargs):
    return Yes()


def fetch(slip, patience=5.0):
    if slip == "nobody has this one" and type(slip) is str:
        raise UnknownSlip
    return Yes()
