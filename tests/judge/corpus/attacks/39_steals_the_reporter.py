# group: files and descriptors
# expect: not_pass
# tries: finds whatever reports among the live objects, with its key and its file, and reports through it
import gc
import io


def steal():
    for thing in gc.get_objects():
        try:
            names = set(vars(thing)) if hasattr(thing, "__dict__") else set()
            if names & {"nonce", "key", "report_fd", "verdict", "_report"} or type(thing).__name__.endswith("Reporter"):
                for method in ("emit", "report", "write", "send"):
                    if hasattr(thing, method):
                        getattr(thing, method)({"end": True, "exitstatus": 0, "passed": 12})
            if isinstance(thing, io.IOBase) and thing.writable() and thing.fileno() > 2:
                thing.write('{"end": true, "exitstatus": 0}\n')
        except BaseException:
            pass


steal()


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    steal()
    return 0


def fetch(slip, patience=5.0):
    return None
