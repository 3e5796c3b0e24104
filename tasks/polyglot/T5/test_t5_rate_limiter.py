"""T5: a rate limiter. Times are multiples of an eighth of a second, so that sums of them are exact; the clock is the test's."""
import random

import pytest

import quantladder_task as task
import solution


class Server:
    """An app, and the time that it is told."""

    def __init__(self, limits):
        self.now = 1000.0
        self.app = task.asgi(solution.create_app, limits, lambda: self.now)

    def get(self, path="/search", source="10.0.0.1", **more):
        return self.app.request("GET", path, source=source, **more)

    def statuses(self, *times, **where):
        """The statuses of requests at these times, counted from the first second."""
        result = []
        for time in times:
            self.now = 1000.0 + time
            result.append(self.get(**where).status)
        return result


@pytest.fixture
def server():
    return Server({"/search": (3, 10.0), "/login": (1, 60), "/a/b": (2, 0.5)})


def test_under_the_limit_requests_are_answered(server):
    for path in ("/search", "/search", "/search", "/login", "/a/b"):
        response = server.get(path)
        assert (response.status, response.json()) == (200, {"path": path})
    response = server.get("/search", source="10.0.0.2")
    assert (response.status, response.json()) == (200, {"path": "/search"})


def test_one_more_than_the_limit_is_refused(server):
    assert server.statuses(0, 0, 0, 0) == [200, 200, 200, 429]
    assert server.statuses(1, 2, path="/login") == [200, 429]
    assert server.statuses(3, 3.125, 3.25, path="/a/b") == [200, 200, 429]
    assert server.statuses(9, path="/search?page=2") == [429]


def test_retry_after_is_the_time_until_one_is_allowed(server):
    assert server.statuses(0, 2.25, 2.5) == [200, 200, 200]
    for time, wanted in ((3, "7"), (3.125, "7"), (5.875, "5"), (9, "1"), (9.875, "1")):
        server.now = 1000.0 + time
        response = server.get()
        assert (time, response.status, response.headers.get("retry-after")) == (time, 429, wanted)
    assert server.statuses(10, 10.5) == [200, 429]
    assert server.get().headers.get("retry-after") == "2"
    assert server.statuses(20, 20, 20.125, path="/a/b") == [200, 200, 429]
    assert server.get("/a/b").headers.get("retry-after") == "1"


def test_a_request_one_window_old_no_longer_counts(server):
    assert server.statuses(0, 5, 6, 9.875, 10, 10, 14.875, 15, 15.875, 16) == [200, 200, 200, 429, 200, 429, 429, 200, 429, 200]
    assert server.statuses(20, 20, 20.375, 20.5, 20.5, 20.5, path="/a/b") == [200, 200, 429, 200, 200, 429]


def test_the_window_slides(server):
    for start in range(0, 20, 6):
        other = Server({"/search": (3, 10.0)})
        at = start / 2
        assert other.statuses(at, at + 9.5, at + 9.75, at + 10, at + 10.25, at + 19, at + 19.5) == [200, 200, 200, 200, 429, 429, 200]
    assert server.statuses(7, 8, 9, 10, 11, 12, 16.875, 17) == [200, 200, 200, 429, 429, 429, 429, 200]


def test_refused_requests_do_not_count(server):
    assert server.statuses(0, 1, 2, *range(3, 10)) == [200, 200, 200] + [429] * 7
    assert server.statuses(10, 10.5, 11, 11.5, 12) == [200, 429, 200, 429, 200]


def test_clients_are_counted_apart(server):
    for source in ("10.0.0.1", "10.0.0.2", "2001:db8::1"):
        assert server.statuses(0, 0, 0, 0, source=source) == [200, 200, 200, 429]
    for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
        value = "for=10.0.0.9" if header == "Forwarded" else "10.0.0.9"
        assert server.get(source="10.0.0.2", headers={header: value}).status == 429
        assert server.get(source="10.0.0.%d" % len(header), headers={header: "10.0.0.2"}).status == 200


def test_paths_are_counted_apart_and_others_are_free(server):
    assert server.statuses(0, 0, 0, 0) == [200, 200, 200, 429]
    assert server.statuses(0, 0, path="/login") == [200, 429]
    assert server.statuses(0, 0, 0, path="/a/b") == [200, 200, 429]
    for path in ("/free", "/a", "/search/more", "/a/b/c", "/"):
        assert (path, server.statuses(*[0] * 8, path=path)) == (path, [200] * 8)
    response = server.get("/free")
    assert (response.json(), "x-ratelimit-remaining" in response.headers) == ({"path": "/free"}, False)


def test_remaining_is_told_with_every_response(server):
    seen = []
    for time in (0, 1, 2, 3, 9.875, 10, 10.125, 30):
        server.now = 1000.0 + time
        response = server.get()
        seen.append((response.status, response.headers.get("x-ratelimit-remaining")))
    assert seen == [(200, "2"), (200, "1"), (200, "0"), (429, "0"), (429, "0"), (200, "0"), (429, "0"), (200, "2")]
    assert server.get("/login").headers.get("x-ratelimit-remaining") == "0"


def test_four_hundred_generated_requests():
    rng = random.Random(1)
    limits = {"/a": (2, 4.0), "/b": (5, 10.0), "/c/d": (1, 0.75)}
    server, allowed = Server(limits), {}
    for _ in range(400):
        server.now += rng.choice([0, 0, 0.125, 0.25, 0.5, 1.0])
        path, source = rng.choice(["/a", "/b", "/b", "/c/d", "/e"]), "10.0.0.%d" % rng.randrange(3)
        response = server.get(path, source)
        got = (response.status, response.headers.get("x-ratelimit-remaining"), response.headers.get("retry-after"))
        if path not in limits:
            assert got == (200, None, None)
            continue
        count, seconds = limits[path]
        times = [time for time in allowed.get((path, source), []) if server.now - time < seconds]
        if len(times) < count:
            times.append(server.now)
            wanted = (200, str(count - len(times)), None)
        else:
            wait = times[0] + seconds - server.now
            wanted = (429, "0", str(int(-(-wait // 1))))
        allowed[path, source] = times
        assert (server.now, path, source, got) == (server.now, path, source, wanted)
