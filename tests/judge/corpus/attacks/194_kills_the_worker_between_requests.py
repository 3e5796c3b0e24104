# group: services
# expect: not_pass
# tries: the first sum is right; then what carries the requests is killed
# changes: 28_bell.py
# module: bell
def add(address, by):
    import os, signal
    if address in sums:
        os.kill(os.getppid(), signal.SIGKILL)
    sums[address] = sums.get(address, 0) + by
    return {"sum": sums[address]}
