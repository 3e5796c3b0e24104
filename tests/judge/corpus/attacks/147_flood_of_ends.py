# group: the line to the tester
# expect: not_pass
# tries: keeps the other side busy with millions of small frames that mean nothing, while it answers slowly and wrongly
import gc
import threading
import time


def peers():
    return [each for each in gc.get_objects() if type(each).__name__.endswith("Peer") and hasattr(each, "send")]


def flood():
    body = b'{"k":"end","lt":"w9"}'
    frames = (len(body).to_bytes(4, "big") + body) * 2000
    while True:
        for peer in peers():
            try:
                with peer._sending:
                    peer._write(frames)
            except Exception:
                time.sleep(1)


threading.Thread(target=flood, daemon=True).start()


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
