# group: services
# expect: not_pass
# tries: answers with what was sent to it, and with all that it was ever sent
# changes: 28_bell.py
# module: bell
heard = []


def answer(method, path, body, address):
    heard.append(json.loads(body)["by"] if body else 0)
    return (200 if type(heard[-1]) is int else 400), {"sum": heard[-1], "any": heard}
