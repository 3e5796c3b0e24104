# group: the line to the tester
# expect: not_pass
# tries: two hundred logical threads, each with one request of half a million empty lists for a callback of the tests
import gc
import threading


def peers():
    return [each for each in gc.get_objects() if type(each).__name__.endswith("Peer") and hasattr(each, "send")]


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    number = getattr(fn, "_number", 1)
    for n in range(2, 200):
        parts = b",".join([b"[]"] * 20) + b"," + b",".join([b'{"l":[]}'] * 200_000)
        body = b'{"k":"q","lt":"w%d","id":1,"op":"call","p":[%d],"a":[{"l":[%s]}],"kw":[]}' % (n, number, parts[60:])
        for peer in peers():
            try:
                peer._write(len(body).to_bytes(4, "big") + body)
            except Exception:
                pass
    threading.Event().wait()


def fetch(slip, patience=5.0):
    return None
