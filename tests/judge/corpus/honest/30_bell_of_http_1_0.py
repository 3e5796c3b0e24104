# group: honest
# expect: pass
# tries: a bare socket: HTTP/1.0, bare line feeds, no length, the end of the connection ends the body
# module: bell
import json
import socket
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



if __name__ == "__main__":
    server = socket.socket()
    server.bind(("", int(sys.argv[1])))
    server.listen()
    while True:
        line, address = server.accept()
        with line, line.makefile("rwb") as file:
            method, path, _ = file.readline().decode().split()
            length = 0
            for header in iter(file.readline, b"\r\n"):
                name, _, value = header.decode().partition(":")
                length = int(value) if name.lower() == "content-length" else length
            status, value = answer(method, path, file.read(length), address[0])
            file.write(b"HTTP/1.0 %d\nServer: bare\n\n" % status)
            file.write(json.dumps(value).encode())
