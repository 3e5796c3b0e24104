# group: services
# expect: not_pass
# tries: leaves its session and ends well; a grandchild serves right sums and stays
# changes: 28_bell.py
# module: bell
# subset: yes
def before():
    import os, signal, time
    if os.fork():
        time.sleep(0.5)
        os._exit(0)
    os.setsid()
    if os.fork():
        os._exit(0)
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
