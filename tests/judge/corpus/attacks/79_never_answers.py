# group: resources
# expect: not_pass
# tries: imports well; each call waits for ever
import threading


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    threading.Event().wait()


fetch = send
