# group: services
# expect: not_pass
# tries: what carries the requests is stopped and never goes on
# changes: 28_bell.py
# module: bell
def add(address, by):
    import os, signal
    os.kill(os.getppid(), signal.SIGSTOP)
    return {"sum": by}
