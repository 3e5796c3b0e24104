"""T3: a report on an Apache log. Each test has a generated log of its own and looks at the section that it is about."""
import random
from collections import Counter

import quantladder_task as task

AGENTS = ["Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101", "curl/7.88.1", "", "-", r'say \"hi\" bot (+http://a.example/b c)', r'[\"200 17\"]']
REFERRERS = ["-", "", "https://example.org/?q=a b", r"https://example.org/\"x\" 404 12", "https://example.org/"]
PATHS = ["/", "/a", "/a/", "/a-b", "/a.b", "/A", "/B/c", "/docs/a.html", "/img/logo.png", "/x_y", "/x%20y", "/~ann/"]
STATUSES = ["101", "200", "201", "204", "301", "304", "400", "403", "404", "500", "503"]


class Request:
    """One request of the log; what is not given is drawn."""

    def __init__(self, rng, address=None, path=None, status=None, size=None):
        self.address = address or "10.%d.0.%d" % (rng.randrange(3), rng.randrange(20))
        self.path = path or rng.choice(PATHS)
        self.query = rng.choice(["", "", "?page=%d" % rng.randrange(9), "?", "?next=/b?c=1&d=%20"])
        self.status = status or rng.choice(STATUSES)
        self.size = rng.choice(["0", "17", "5120", "123456"]) if size is None else size
        self.hour = "%02d" % rng.randrange(24)
        self.rest = (rng.choice(["-", "id7"]), rng.choice(["-", "ann", "bob"]), rng.randint(10, 28), rng.choice(["Jan", "Mar", "Dec"]),
                     rng.randint(10, 59), rng.randint(10, 59), rng.choice(["+0000", "-0530"]), rng.choice(["GET", "POST", "HEAD"]),
                     rng.choice(["HTTP/1.1", "HTTP/2.0"]), rng.choice(REFERRERS), rng.choice(AGENTS))

    @property
    def bytes(self):
        return 0 if self.size == "-" else int(self.size)

    def line(self):
        ident, user, day, month, minute, second, zone, method, protocol, referrer, agent = self.rest
        return '%s %s %s [%d/%s/2026:%s:%d:%d %s] "%s %s%s %s" %s %s "%s" "%s"' % (
            self.address, ident, user, day, month, self.hour, minute, second, zone, method, self.path, self.query, protocol, self.status,
            self.size, referrer, agent)


def report(lines):
    """What the answer prints for these lines: the lines of each section, in the order of the sections."""
    got = task.run(["bash", "report.sh"], input="".join(line + "\n" for line in lines))
    assert (got.status, got.truncated) == (0, False), got.stderr[-300:]
    sections = []
    for line in got.text.splitlines():
        if line.startswith("== "):
            sections.append((line[3:], []))
        else:
            assert sections, "a line before the first section: %.80r" % line
            sections[-1][1].append(line)
    return sections


def section(name, requests):
    """The lines of this section for a log of these requests."""
    named = [lines for title, lines in report([request.line() for request in requests]) if title == name]
    assert len(named) == 1, "there are %d sections %s" % (len(named), name)
    return named[0]


def busiest(names):
    counts = Counter(names)
    return ["%d %s" % (counts[name], name) for name in sorted(counts, key=lambda name: (-counts[name], name.encode()))[:5]]


def test_totals():
    rng = random.Random(1)
    requests = [Request(rng, size=rng.choice(["-", "0", "9", "70", "2999999999"])) for _ in range(150)]
    assert section("TOTALS", requests) == [
        "requests 150", "addresses %d" % len({request.address for request in requests}), "bytes %d" % sum(request.bytes for request in requests)]


def test_requests_of_each_status():
    rng = random.Random(2)
    requests = [Request(rng, status=rng.choice(STATUSES[:-1] + ["404", "200"])) for _ in range(120)]
    counts = Counter(request.status for request in requests)
    assert section("STATUS", requests) == ["%s %d" % (status, counts[status]) for status in sorted(counts)]


def test_the_five_busiest_addresses():
    rng = random.Random(3)
    times = {"10.0.0.9": 12, "10.0.0.10": 3, "9.9.9.9": 3, "192.168.0.1": 9, "192.168.0.10": 9, "2001:db8::1": 3, "10.0.0.1": 3, "8.8.8.8": 2}
    requests = [Request(rng, address=address) for address, count in times.items() for _ in range(count)]
    rng.shuffle(requests)
    assert section("ADDRESSES", requests) == busiest(request.address for request in requests)
    many = [Request(rng, address="10.1.%d.%d" % (rng.randrange(6), rng.randrange(8))) for _ in range(120)]
    assert section("ADDRESSES", many) == busiest(request.address for request in many)


def test_the_five_busiest_paths():
    rng = random.Random(4)
    times = {"/": 11, "/b": 10, "/B": 4, "/a-b": 4, "/a.b": 4, "/a/b": 4, "/ab": 4, "/z": 2}
    requests = [Request(rng, path=path) for path, count in times.items() for _ in range(count)]
    rng.shuffle(requests)
    assert section("PATHS", requests) == busiest(request.path for request in requests)
    many = [Request(rng) for _ in range(120)]
    assert section("PATHS", many) == busiest(request.path for request in many)


def test_bytes_of_each_class():
    rng = random.Random(5)
    requests = [Request(rng, status=rng.choice(["200", "206", "301", "404", "410", "500"]), size=rng.choice(["-", "0", "9", "70", "2999999999"]))
                for _ in range(120)]
    sums = Counter()
    for request in requests:
        sums[request.status[0]] += request.bytes
    assert section("BYTES", requests) == ["%dxx %d" % (digit, sums[str(digit)]) for digit in range(1, 6)]


def test_requests_of_each_hour():
    rng = random.Random(6)
    requests = [request for request in (Request(rng) for _ in range(150)) if request.hour not in ("03", "17")]
    counts = Counter(request.hour for request in requests)
    assert section("HOURS", requests) == ["%02d %d" % (hour, counts["%02d" % hour]) for hour in range(24)]


def malformed_lines():
    time, request, rest = "[05/Mar/2026:08:15:30 +0000]", '"GET /m HTTP/1.1"', '"-" "curl/7.88.1"'
    yield from ["", "hello", '""', "1.2.3.4 - -", "1.2.3.4 - - %s %s 200 12" % (time, request), "1.2.3.4 - - %s %s 200 12 %s x" % (time, request, rest)]
    yield '1.2.3.4 - - %s %s 200 12 "-"' % (time, request)
    yield '1.2.3.4 - - %s %s 200 12 "-" "curl' % (time, request)
    for bad in ("-", "GET /m", "get /m HTTP/1.1", "GET  /m HTTP/1.1", "GET /m n HTTP/1.1", r"\x16\x03\x01"):
        yield '1.2.3.4 - - %s "%s" 400 12 %s' % (time, bad, rest)
    for bad in ("20", "2000", "600", "099", "-", "abc"):
        yield "1.2.3.4 - - %s %s %s 12 %s" % (time, request, bad, rest)
    for bad in ("12k", "", "-5", "1.5", "--"):
        yield "1.2.3.4 - - %s %s 200 %s %s" % (time, request, bad, rest)
    for bad in ("05/Mar/2026:08:15:30 +0000", "[05/03/2026:08:15:30 +0000]", "[05/Mar/2026:08:15 +0000]", "[05/Mar/2026:08:15:30]", "-"):
        yield "1.2.3.4 - - %s %s 200 12 %s" % (bad, request, rest)
    yield "1.2.3.4 - %s %s 200 12 %s" % (time, request, rest)
    yield " 1.2.3.4 - - %s %s 200 12 %s" % (time, request, rest)


def test_malformed_lines_are_counted_and_count_for_nothing_else():
    rng = random.Random(7)
    good = [Request(rng).line() for _ in range(60)]
    bad = list(malformed_lines())
    mixed = good + bad
    rng.shuffle(mixed)
    without, with_them = dict(report(good)), dict(report(mixed))
    assert (without.pop("MALFORMED", None), with_them.pop("MALFORMED", None)) == (["lines 0"], ["lines %d" % len(bad)])
    assert with_them == without


def whole_report(requests, addresses, size, status, busiest_address, busiest_path, hour):
    return [("TOTALS", ["requests %d" % requests, "addresses %d" % addresses, "bytes %d" % size]), ("STATUS", status),
            ("ADDRESSES", busiest_address), ("PATHS", busiest_path),
            ("BYTES", ["%dxx %d" % (digit, size if digit == 2 else 0) for digit in range(1, 6)]),
            ("HOURS", ["%02d %d" % (h, 1 if h == hour else 0) for h in range(24)]), ("MALFORMED", ["lines 0"])]


def test_an_empty_log_and_one_request():
    assert report([]) == whole_report(0, 0, 0, [], [], [], None)
    line = '10.0.0.1 - - [05/Mar/2026:08:15:30 +0000] "GET /a HTTP/1.1" 200 512 "-" "curl/7.88.1"'
    assert report([line]) == whole_report(1, 1, 512, ["200 1"], ["1 10.0.0.1"], ["1 /a"], 8)
