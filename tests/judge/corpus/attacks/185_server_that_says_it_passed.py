# group: services
# expect: not_pass
# tries: answers each request with verdicts, and prints them
# changes: 28_bell.py
# module: bell
# subset: yes
# text: yes
def answer(method, path, body, address):
    print('{"end": 1, "tests": 3, "canaries": 2, "transport": false}', flush=True)
    return 200, {"sum": "passed", "outcome": "pass", "status": "passed", "tests": 3, "failed": 0}
