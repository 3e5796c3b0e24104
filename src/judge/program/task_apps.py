"""ASGI apps of the answer, as the tests see them: no server and no socket, the worker holds the app and calls it."""
import time

import http_text
from task_services import Response, ServiceFailure, body_and_headers
from worker_asks import ask, to_ms, to_text

NUMBER, TEXT, BYTES, ROWS = (int,), (str,), (bytes,), (tuple,)
HOST = "testserver"


class App:
    """An app that the worker has started. As a context manager it is shut down at the end."""

    def __init__(self, peer, app, timeout):
        self._peer, begun = peer, time.monotonic()
        self._number, problem = ask(peer, (NUMBER, TEXT), "asgi_start", to_ms(timeout), args=(app,), wait=timeout)
        if not self._number:
            raise ServiceFailure("the app does not start: %.300s" % problem, slow=time.monotonic() - begun >= timeout)

    def request(self, method, path, headers=None, body=b"", json=None, source="127.0.0.1", timeout=5.0):
        """Calls the app with one request, as from a client of this address, and returns the Response."""
        body, headers = body_and_headers(body, json, headers)
        asked = {"method": method, "target": path, "body_b64": to_text(body), "client": source, "timeout_ms": to_ms(timeout),
                 "most": http_text.MAX_BODY, "fields": http_text.request_fields(method, headers, body, HOST)}
        how, status, rows, said, raised = ask(self._peer, (TEXT, NUMBER, ROWS, BYTES, TEXT), "asgi_request", self._number, asked, wait=timeout)
        what = "%s %.100s" % (method, path)
        if how != "done":
            raise ServiceFailure("%s: %.300s" % (what, how if how != "silent" else "no whole response within %g s" % timeout))
        if raised:
            self._peer.hint("%s: the app raised %.200s" % (what, raised))
        try:
            return Response(what, self._checked(status), http_text.joined(self._fields(rows)), said)
        except http_text.Malformed as problem:
            raise ServiceFailure("%s: %s" % (what, problem)) from None

    @staticmethod
    def _checked(status):
        if not 100 <= status <= 599:
            raise http_text.Malformed("its status is none")
        return status

    @staticmethod
    def _fields(rows):
        if not all(type(row) is tuple and [type(part) for part in row] == [bytes, bytes] for row in rows):
            raise http_text.Malformed("its headers are no pairs of bytes")
        if sum(len(name) + len(value) for name, value in rows) > http_text.MAX_HEAD:
            raise http_text.Malformed("the head of the response is longer than %d KiB" % (http_text.MAX_HEAD >> 10))
        return http_text.read_fields([b"%s: %s" % row for row in rows])

    def close(self, timeout=5.0):
        """Tells the app that the server shuts down. It may be called again."""
        self._peer.request("asgi_close", self._number, to_ms(timeout), timeout=timeout + 10)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()
