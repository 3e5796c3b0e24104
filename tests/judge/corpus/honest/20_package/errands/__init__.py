# group: honest
# expect: pass
# tries: a package of several files with relative imports, __main__, data beside it and a circular import
from .counter import fetch, send
from .slips import UnknownSlip

__all__ = ["UnknownSlip", "fetch", "send"]
