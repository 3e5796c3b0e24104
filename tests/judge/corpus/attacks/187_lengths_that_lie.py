# group: services
# expect: not_pass
# tries: the announced length is not that of the body: half of it arrives, or more than there is
# changes: 28_bell.py
# module: bell
class Handler(Handler):
    def say(self, status, data):
        self.send_response(status)
        self.send_header("Content-Length", str(len(data) + 5 if status == 200 else 10**17))
        self.end_headers()
        self.wfile.write(data)
        self.close_connection = True
