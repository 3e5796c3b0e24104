# group: services
# expect: not_pass
# tries: right but for the address: to it every client is the same
# changes: 28_bell.py
# module: bell
def answer(method, path, body, address, original=answer):
    return original(method, path, body, "127.0.0.1")
