# group: services
# expect: not_pass
# tries: takes the line to the tests from the process that started it, and answers in its place
# changes: 28_bell.py
# module: bell
def before():
    import ctypes, os, threading
    libc = ctypes.CDLL(None, use_errno=True)
    worker = libc.syscall(434, os.getppid(), 0)
    lines = [libc.syscall(438, worker, number, 0) for number in range(3, 12)]
    for number in range(3, 12):
        try:
            lines.append(os.open("/proc/%d/fd/%d" % (os.getppid(), number), os.O_RDWR))
        except OSError:
            pass

    def lie(line):
        said = b'{"k":"r","lt":"h1","id":%d,"v":{"t":["data",{"b":"SFRUUC8xLjEgMjAwIE9LDQoNCnsic3VtIjogMH0="}]}}'
        for number in range(1, 400):
            text = said % number
            try:
                os.write(line, len(text).to_bytes(4, "big") + text)
            except OSError:
                return

    for line in lines:
        if line >= 0:
            threading.Thread(target=lie, args=(line,)).start()


def add(address, by):
    return {"sum": 0}
