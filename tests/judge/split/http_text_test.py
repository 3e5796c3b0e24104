"""HTTP as the tester writes and reads it: whatever arrives is a response, or Malformed, in bounded memory and time."""
import random

import pytest

from http_text import MAX_BODY, Malformed, ResponseReader, make_request


def read(data, method="GET", closed=True, step=None):
    reader = ResponseReader(method)
    for at in range(0, len(data), step or len(data) or 1):
        if not reader.done:
            reader.feed(data[at:at + (step or len(data))])
    if closed and not reader.done:
        reader.end()
    return reader


GOOD = {
    "content length": (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, b"hello"),
    "to the end": (b"HTTP/1.0 404 Not Found\r\nServer: old\r\n\r\nhello", 404, b"hello"),
    "no reason": (b"HTTP/1.1 201\r\nContent-Length: 0\r\n\r\n", 201, b""),
    "bare line feeds": (b"HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", 200, b"hi"),
    "chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n", 200, b"hello"),
    "trailers": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\nx\r\n0\r\nA: b\r\nC: d\r\n\r\n", 200, b"x"),
    "interim": (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", 200, b"x"),
    "no content": (b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", 204, b""),
    "more than it says": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello", 200, b"he"),
    "the largest body": (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * MAX_BODY, 200, b"x" * MAX_BODY),
}


@pytest.mark.parametrize("step", [None, 1, 7], ids=["at once", "byte by byte", "in sevens"])
@pytest.mark.parametrize("name", list(GOOD))
def test_a_response_is_read_however_it_comes(name, step):
    data, status, body = GOOD[name]
    if step == 1 and len(data) > 10_000:
        data, body = data[:10_000], body[: 10_000 - len(data) + len(body)]
    reader = read(data, step=step)
    assert (reader.done, reader.status, bytes(reader.body)) == (True, status, body)


def test_headers_have_small_names_and_are_joined():
    reader = read(b"HTTP/1.1 200 OK\r\nX-A:  1 \r\nx-a: 2\r\nEmpty:\r\nContent-Length: 0\r\n\r\n")
    assert reader.headers == {"x-a": "1, 2", "empty": "", "content-length": "0"}


def test_a_response_to_head_has_no_body():
    assert read(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", "HEAD", closed=False).done


BAD = {
    "nothing": (b"", "before any response"),
    "a shell": (b"Segmentation fault\n", "does not begin"),
    "half a status line": (b"HTTP/1.1 20", "inside the head"),
    "another protocol": (b"HTTP/2 200\r\n\r\n", "does not begin"),
    "a word for a status": (b"HTTP/1.1 OK\r\n\r\n", "status line"),
    "a status out of range": (b"HTTP/1.1 999 X\r\n\r\n", "status line"),
    "a header without a name": (b"HTTP/1.1 200 OK\r\n: x\r\n\r\n", "a header"),
    "a header with a space": (b"HTTP/1.1 200 OK\r\nA b: x\r\n\r\n", "a header"),
    "a folded header": (b"HTTP/1.1 200 OK\r\nA: x\r\n y\r\n\r\n", "a header"),
    "a control character": (b"HTTP/1.1 200 OK\r\nA: x\0y\r\n\r\n", "a header"),
    "endless headers": (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 50_000, "longer than 64 KiB"),
    "many headers": (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500 + b"\r\n", "more than 200 headers"),
    "one endless header": (b"HTTP/1.1 200 OK\r\nA: " + b"b" * 100_000, "longer than 64 KiB"),
    "half a body": (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhell", "after 4 bytes of the body"),
    "two lengths": (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "no number"),
    "a negative length": (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "no number"),
    "a length in another script": ("HTTP/1.1 200 OK\r\nContent-Length: \u00b2\r\n\r\n".encode("latin-1"), "no number"),
    "a length of a novel": (b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 30 + b"\r\n\r\n", "no number"),
    "64 MiB announced": (b"HTTP/1.1 200 OK\r\nContent-Length: 67108864\r\n\r\n", "longer than 1 MiB"),
    "a long body": (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (MAX_BODY + 1), "longer than 1 MiB"),
    "length and chunks": (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "contradict"),
    "an unknown coding": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "contradict"),
    "a chunk of no size": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "size of a chunk"),
    "a chunk size of many digits": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"0" * 5000, "has no end"),
    "a huge chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n", "longer than 1 MiB"),
    "a chunk that is longer": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n", "longer than it says"),
    "chunks without end": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n", "after 1 bytes of the body"),
    "trailers without end": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"A: b\r\n" * 500, "trailers"),
    "interim without end": (b"HTTP/1.1 100 Continue\r\n\r\n" * 50, "interim"),
}


@pytest.mark.parametrize("step", [None, 3], ids=["at once", "in threes"])
@pytest.mark.parametrize("name", list(BAD))
def test_what_is_no_response_is_said(name, step):
    data, words = BAD[name]
    with pytest.raises(Malformed, match=words):
        read(data, step=None if len(data) > 500_000 else step)


def test_any_bytes_end_as_a_response_or_as_malformed():
    generator = random.Random(5)
    for _ in range(3000):
        data = bytearray(generator.choice([each for each, _, _ in GOOD.values() if len(each) < 1000]))
        for _ in range(generator.randrange(1, 5)):
            data[generator.randrange(len(data))] = generator.randrange(256)
        try:
            assert read(bytes(data), step=generator.choice([1, 5, 400])).done
        except Malformed:
            pass


def test_a_request_is_written_with_its_length():
    assert make_request("POST", "/a?b=c", {"X-A": "1"}, b"hi", "h:1") == \
        b"POST /a?b=c HTTP/1.1\r\nHost: h:1\r\nConnection: close\r\nContent-Length: 2\r\nX-A: 1\r\n\r\nhi"
    assert b"Content-Length" not in make_request("GET", "/", {}, b"", "h")


def test_headers_of_a_test_beat_the_usual_ones():
    assert make_request("GET", "/", {"host": "other", "CONNECTION": None}, b"", "h") == b"GET / HTTP/1.1\r\nhost: other\r\n\r\n"


@pytest.mark.parametrize("headers, path", [({"A": "b\r\nC: d"}, "/"), ({}, "/ HTTP/1.1\r\nA: b")])
def test_no_header_is_written_into_another(headers, path):
    with pytest.raises(ValueError):
        make_request("GET", path, headers, b"", "h")
