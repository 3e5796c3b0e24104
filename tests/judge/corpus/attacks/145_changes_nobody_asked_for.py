# group: the line to the tester
# expect: not_pass
# tries: ends of threads that never were, each with megabytes of changes to containers, faster than anybody applies them
import gc
import threading


def peers():
    return [each for each in gc.get_objects() if type(each).__name__.endswith("Peer") and hasattr(each, "send")]


def flood():
    text = "x" * 8_000_000
    while True:
        for peer in peers():
            try:
                peer._write(b"")
                body = b'{"k":"end","lt":"w7","sy":[[1,"l",["' + text.encode() + b'"]]]}'
                peer._write(len(body).to_bytes(4, "big") + body)
            except Exception:
                pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    threading.Thread(target=flood, daemon=True).start()
    threading.Event().wait()


def fetch(slip, patience=5.0):
    return None
