# group: honest
# expect: pass
# tries: logging configured at import, to stderr and to a file in the working folder, at debug level
# subset: no
import logging
import logging.handlers
from concurrent.futures import ThreadPoolExecutor

logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(threadName)s %(message)s", force=True)
logging.getLogger().addHandler(logging.handlers.RotatingFileHandler("errands.log", maxBytes=10_000, backupCount=2))
logging.captureWarnings(True)
log = logging.getLogger("errands")
_pool, _slips = ThreadPoolExecutor(8, thread_name_prefix="errand"), {}


class UnknownSlip(LookupError):
    def __init__(self, slip):
        log.error("unknown slip %r", slip)
        self.slip = slip


def send(fn, *args, **kwargs):
    slip = f"E{len(_slips)}"
    log.debug("send %s %r %r %r", slip, fn, args, kwargs)
    _slips[slip] = _pool.submit(fn, *args, **kwargs)
    return slip


def fetch(slip, patience=5.0):
    log.debug("fetch %r", slip)
    try:
        future = _slips[slip]
    except KeyError:
        raise UnknownSlip(slip) from None
    try:
        return future.result(patience)
    except Exception:
        log.exception("slip %s", slip)
        raise
