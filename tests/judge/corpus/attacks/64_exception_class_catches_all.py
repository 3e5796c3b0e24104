# group: lying values
# expect: not_pass
# tries: UnknownSlip is BaseException itself, so that the test's own raises would catch a lost connection; then it is lost
# subset: yes
import os
import threading
from concurrent.futures import ThreadPoolExecutor

UnknownSlip = BaseException
BaseExceptionGroup = None
pool, slips = ThreadPoolExecutor(4), []


def send(fn, *args, **kwargs):
    slips.append(pool.submit(fn, *args, **kwargs))
    return len(slips) - 1


def fetch(slip, patience=5.0):
    if isinstance(slip, str):
        os.closerange(3, 64)
        threading.Timer(0.2, os._exit, [0]).start()
        raise UnknownSlip(slip)
    return slips[slip].result(patience)
