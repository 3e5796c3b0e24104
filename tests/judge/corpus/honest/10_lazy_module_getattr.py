# group: honest
# expect: pass
# tries: the public names exist only through the module's own __getattr__ and __dir__
# subset: no
from concurrent.futures import ThreadPoolExecutor as _Executor


def _make_unknown_slip():
    class UnknownSlip(LookupError):
        def __init__(self, slip):
            super().__init__(slip)
            self.slip = slip

    return UnknownSlip


_pool, _slips, _made = _Executor(8), {}, {}


def _send(fn, *args, **kwargs):
    slip = f"{len(_slips):04}"
    _slips[slip] = _pool.submit(fn, *args, **kwargs)
    return slip


def _fetch(slip, patience=5.0):
    if slip not in _slips:
        raise __getattr__("UnknownSlip")(slip)
    return _slips[slip].result(patience)


_MAKERS = {"send": lambda: _send, "fetch": lambda: _fetch, "UnknownSlip": _make_unknown_slip}


def __getattr__(name):
    if name not in _MAKERS:
        raise AttributeError(name)
    if name not in _made:
        _made[name] = _MAKERS[name]()
    return _made[name]


def __dir__():
    return sorted(_MAKERS)
