# group: services
# expect: not_pass
# tries: never silent for long and never done
# changes: 28_bell.py
# module: bell
class Handler(Handler):
    def say(self, status, data):
        import time
        for letter in b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" + b" " * 9:
            self.wfile.write(bytes([letter]))
            time.sleep(0.3)
