# group: services
# expect: not_pass
# tries: right sums, in responses that a lenient reader might take
# changes: 28_bell.py
# module: bell
# subset: yes
# text: yes
FORMS = [b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nContent-Length: 0\r\n\r\n%s", b"HTTP/9.9 200\r\nX: %d\r\n\r\n%s",
         b"\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", b"HTTP/1.1 200 OK\r\nContent-Length: +%d\r\n\r\n%s",
         b"HTTP/1.1 200 OK\r\n\x1b[2J: %d\r\n\r\n%s", b"HTTP/1.1 \xb2\xb20 OK\r\nContent-Length: %d\r\n\r\n%s"]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        data = json.dumps(answer("POST", self.path, body, self.client_address[0])[1]).encode()
        FORMS.append(FORMS.pop(0))
        self.wfile.write(FORMS[0] % (len(data), data))

    do_GET = do_POST
