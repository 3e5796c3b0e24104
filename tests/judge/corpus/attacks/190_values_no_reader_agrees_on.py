# group: services
# expect: not_pass
# tries: a sum in JSON that is several at once, or none
# changes: 28_bell.py
# module: bell
class Handler(Handler):
    def say(self, status, data):
        super().say(status, b'{"sum": NaN, "sum": Infinity, "sum": %s}' % (b"1" * 5000) + data)
