# group: honest
# expect: pass
# tries: an event loop that answers in chunks and keeps the connection
# module: bell
import asyncio
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



async def serve(reader, writer):
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    method, path, _ = head.split(None, 2)
    length = [line.partition(":")[2] for line in head.lower().split("\r\n") if line.startswith("content-length:")]
    body = await reader.readexactly(int(length[0]) if length else 0)
    status, value = answer(method, path, body, writer.get_extra_info("peername")[0])
    writer.write(b"HTTP/1.1 %d Fine\r\nTransfer-Encoding: chunked\r\n\r\n" % status)
    for letter in json.dumps(value):
        writer.write(b"1;slow=yes\r\n%s\r\n" % letter.encode())
        await writer.drain()
    writer.write(b"0\r\nX-Trailer: yes\r\n\r\n")
    await writer.drain()
    await reader.read()
    writer.close()


async def main():
    async with await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1])) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
