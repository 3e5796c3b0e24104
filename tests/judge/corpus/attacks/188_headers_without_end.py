# group: services
# expect: not_pass
# tries: a head that never ends
# changes: 28_bell.py
# module: bell
class Handler(Handler):
    def say(self, status, data):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            self.wfile.write(b"X-Sum: 1\r\n" * 1000)
