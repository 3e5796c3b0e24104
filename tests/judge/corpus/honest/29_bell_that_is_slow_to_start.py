# group: honest
# expect: pass
# tries: it listens after a second and a half, and talks a lot meanwhile
# module: bell
import http.server
import json
import sys

sums = {}


def add(address, by):
    sums[address] = sums.get(address, 0) + by
    return {"sum": sums[address]}


def answer(method, path, body, address):
    if (method, path) == ("GET", "/sum"):
        return 200, {"sum": sums.get(address, 0)}
    by = json.loads(body)["by"]
    if type(by) is not int:
        return 400, {"error": "by"}
    return 200, add(address, by)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, value = answer(self.command, self.path, body, self.client_address[0])
        self.say(status, json.dumps(value).encode())

    do_GET = do_POST = do

    def say(self, status, data):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *rest):
        pass


def before():
    import time
    for _ in range(30):
        print("x" * 100000, file=sys.stderr)
        print("y" * 100000)
        time.sleep(0.05)


def serve():
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()


if __name__ == "__main__":
    before()
    serve()
