# group: services
# expect: not_pass
# tries: a body larger than the judgement may read
# changes: 28_bell.py
# module: bell
class Handler(Handler):
    def say(self, status, data):
        super().say(status, data + b" " * (64 << 20))
