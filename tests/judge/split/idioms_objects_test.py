"""Objects and values of the answer, as an ordinary test file uses them. Each case is an answer and a test that passes."""
import pytest

from idioms import check

CASES = {
    "named_zones_and_patterns": ("""
        import re
        from zoneinfo import ZoneInfo
        def local(moment, zone): return moment.astimezone(ZoneInfo(zone))
        def hour(moment): return moment.hour, moment.tzinfo.key
        def has(pattern, text): return pattern.search(text) is not None
        def digits(): return re.compile(r"(\\d)+")
        """, """
        import datetime, re, solution
        from zoneinfo import ZoneInfo
        def test():
            noon = datetime.datetime(2024, 7, 1, 12, tzinfo=datetime.timezone.utc)
            assert solution.local(noon, "Europe/Paris") == noon and solution.local(noon, "Europe/Paris").hour == 14
            assert solution.hour(noon.replace(tzinfo=ZoneInfo("Asia/Tokyo"))) == (12, "Asia/Tokyo")
            assert solution.has(re.compile("B", re.I), "abc") is True and solution.digits().match("12").group() == "12"
        """),
    "classes_tell_their_bases_and_members": ("""
        import enum, dataclasses
        class Shape: pass
        class Square(Shape): pass
        class Colour(enum.Enum):
            RED = 1
            BLUE = 2
        @dataclasses.dataclass
        class Point:
            x: int
        """, """
        import solution
        def test():
            assert solution.Square.__bases__ == (solution.Shape,) and solution.Shape in solution.Square.__mro__
            assert list(solution.Colour.__members__) == ["RED", "BLUE"] and "x" in solution.Point.__dataclass_fields__
        """),
    "classes_and_instances": ("""
        class Counter:
            def __init__(self, start=0):
                self.value = start
            def add(self, step=1):
                self.value += step
                return self
        """, """
        import solution
        def test():
            counter = solution.Counter(start=5)
            assert counter.add().add(step=2) is counter
            assert counter.value == 8
            counter.value = 1
            assert counter.add().value == 2
        """),
    "len_in_iteration_and_items": ("""
        class Bag:
            def __init__(self): self.items = {}
            def __len__(self): return len(self.items)
            def __contains__(self, key): return key in self.items
            def __getitem__(self, key): return self.items[key]
            def __setitem__(self, key, value): self.items[key] = value
            def __delitem__(self, key): del self.items[key]
            def __iter__(self): return iter(self.items)
        """, """
        import pytest, solution
        def test():
            bag = solution.Bag()
            bag["a"], bag["b"] = 1, 2
            assert len(bag) == 2 and "a" in bag and "z" not in bag and list(bag) == ["a", "b"]
            del bag["a"]
            with pytest.raises(KeyError):
                bag["a"]
        """),
    "properties_and_class_methods": ("""
        class Circle:
            def __init__(self, r): self.r = r
            @property
            def area(self): return 3 * self.r ** 2
            @area.setter
            def area(self, value): self.r = value
            @classmethod
            def unit(cls): return cls(1)
            @staticmethod
            def sides(): return 0
        """, """
        from solution import Circle
        def test():
            circle = Circle.unit()
            assert (circle.area, Circle.sides()) == (3, 0)
            circle.area = 2
            assert circle.area == 12
        """),
    "isinstance_and_issubclass": ("""
        class Base: pass
        class Derived(Base): pass
        """, """
        import solution
        def test():
            assert isinstance(solution.Derived(), solution.Base)
            assert not isinstance(solution.Base(), solution.Derived)
            assert not isinstance(3, solution.Base)
            assert issubclass(solution.Derived, solution.Base)
        """),
    "dataclasses": ("""
        import dataclasses
        @dataclasses.dataclass(order=True)
        class Point:
            x: int
            y: int = 0
            tags: list = dataclasses.field(default_factory=list)
        """, """
        import solution
        def test():
            point = solution.Point(1, y=2)
            assert (point.x, point.y, point.tags) == (1, 2, [])
            assert point == solution.Point(1, 2) and point != solution.Point(1, 3)
            assert point < solution.Point(1, 3)
            assert repr(point) == "Point(x=1, y=2, tags=[])"
            assert [p.x for p in sorted([solution.Point(2), solution.Point(1)])] == [1, 2]
        """),
    "named_tuples": ("""
        import collections, typing
        Pair = collections.namedtuple("Pair", "a b")
        class Point(typing.NamedTuple):
            x: int
            y: int = 0
            def norm(self): return abs(self.x) + abs(self.y)
        """, """
        import solution
        def test():
            pair = solution.Pair(1, 2)
            assert pair == (1, 2) and pair.a == 1 and pair[1] == 2
            a, b = pair
            assert (a, b) == (1, 2) and pair._fields == ("a", "b")
            assert solution.Point(3, -4).norm() == 7
            assert isinstance(solution.Point(3), tuple)
        """),
    "enums": ("""
        import enum
        class Status(enum.Enum):
            OPEN = 1
            DONE = 2
        class Level(enum.IntEnum):
            LOW = 1
            HIGH = 5
        class Kind(str, enum.Enum):
            A = "a"
        def status(): return Status.DONE
        """, """
        import solution
        def test():
            assert solution.status() is solution.Status.DONE
            assert solution.status() == solution.Status.DONE != solution.Status.OPEN
            assert solution.Status.DONE.value == 2 and solution.Status.DONE.name == "DONE"
            assert solution.Status(1) is solution.Status.OPEN
            assert solution.Level.HIGH == 5 and solution.Level.HIGH > 3 and solution.Level.HIGH.name == "HIGH"
            assert solution.Kind.A == "a" and solution.Kind.A.value == "a"
            assert [s.name for s in solution.Status] == ["OPEN", "DONE"]
            assert {solution.Status.OPEN: 1}[solution.Status.OPEN] == 1
        """),
    "containers_of_a_derived_class": ("""
        from collections import OrderedDict, defaultdict
        class LRU(OrderedDict):
            def put(self, key, value):
                self[key] = value
                self.move_to_end(key)
        class Stack(list):
            def push(self, x): self.append(x)
        def groups():
            found = defaultdict(list)
            found["a"].append(1)
            return found
        """, """
        import solution
        def test():
            cache = solution.LRU()
            cache.put("a", 1)
            assert cache["a"] == 1 and len(cache) == 1 and cache == {"a": 1}
            stack = solution.Stack()
            stack.push(3)
            assert stack == [3] and stack[-1] == 3 and stack.pop() == 3 and stack == []
            assert solution.groups() == {"a": [1]}
        """),
    "in_place_changes_of_arguments": ("""
        def sort(xs):
            for i in range(len(xs)):
                for j in range(len(xs) - 1 - i):
                    if xs[j] > xs[j + 1]:
                        xs[j], xs[j + 1] = xs[j + 1], xs[j]
        def fill(table, seen, raw):
            table["k"] = [1]
            seen.add(2)
            raw.extend(b"x")
        def nested(grid):
            grid[0][1] = 9
        """, """
        import solution
        def test():
            xs = [3, 1, 2]
            assert solution.sort(xs) is None
            assert xs == [1, 2, 3]
            table, seen, raw = {}, {1}, bytearray(b"a")
            solution.fill(table, seen, raw)
            assert (table, seen, raw) == ({"k": [1]}, {1, 2}, bytearray(b"ax"))
            grid = [[0, 0], [0, 0]]
            row = grid[0]
            solution.nested(grid)
            assert grid == [[0, 9], [0, 0]] and row is grid[0]
        """),
    "an_argument_comes_back_as_itself": ("""
        def same(x): return x
        kept = []
        def keep(x): kept.append(x)
        """, """
        import solution
        def test():
            for value in ([1], {"a": 1}, {1}, bytearray(b"x"), object(), lambda: 1):
                assert solution.same(value) is value
            shared = []
            solution.keep(shared)
            shared.append("later")
            assert solution.kept[0] == ["later"]
        """),
    "a_container_that_holds_itself": ("""
        def depth(xs): return xs[0] is xs
        """, """
        import solution
        def test():
            xs = []
            xs.append(xs)
            assert solution.depth(xs) is True
        """),
    "identity_of_objects": ("""
        class Node:
            def __init__(self): self.next = None
        def make():
            a, b = Node(), Node()
            a.next, b.next = b, a
            return a
        _one = Node()
        def single(): return _one
        """, """
        import solution
        def test():
            a = solution.make()
            assert a.next.next is a and a.next is not a
            assert solution.single() is solution.single()
            assert len({a, a.next, a.next.next}) == 2
            b = solution.Node()
            b.next = a
            assert b.next is a
        """),
    "arithmetic_between_objects_of_the_answer": ("""
        class V:
            def __init__(self, x, y): self.x, self.y = x, y
            def __add__(self, o): return V(self.x + o.x, self.y + o.y)
            def __iadd__(self, o):
                self.x += o.x
                return self
            def __neg__(self): return V(-self.x, -self.y)
            def __abs__(self): return self.x + self.y
            def __eq__(self, o): return (self.x, self.y) == (o.x, o.y)
            def __bool__(self): return bool(self.x)
        """, """
        from solution import V
        def test():
            assert V(1, 2) + V(3, 4) == V(4, 6)
            assert -V(1, 2) == V(-1, -2) and abs(V(1, 2)) == 3
            assert V(1, 0) and not V(0, 1)
        """),
    "text_of_objects": ("""
        class T:
            def __str__(self): return "text"
            def __repr__(self): return "T()"
            def __format__(self, spec): return "<" + spec + ">"
            def __int__(self): return 7
            def __float__(self): return 0.5
            def __index__(self): return 2
        """, """
        import solution
        def test():
            t = solution.T()
            assert (str(t), repr(t), f"{t:x}", int(t), float(t), "abc"[t]) == ("text", "T()", "<x>", 7, 0.5, "c")
        """),
    "floats_and_approx": ("def third(): return 1 / 3\ndef nan(): return float('nan')\ndef inf(): return -float('inf')", """
        import math, pytest, solution
        def test():
            assert solution.third() == 1 / 3
            assert solution.third() == pytest.approx(0.333, abs=1e-3)
            assert math.isnan(solution.nan()) and solution.inf() == -math.inf
        """),
    "dates_decimals_and_paths": ("""
        import datetime, decimal, fractions, pathlib, uuid
        def day(): return datetime.date(2024, 2, 29)
        def later(moment, step): return moment + step
        def total(xs): return sum(xs, decimal.Decimal(0))
        def half(): return fractions.Fraction(1, 2)
        def name(path): return path.name, path.parent
        """, """
        import datetime, solution
        from decimal import Decimal
        from fractions import Fraction
        from pathlib import PurePosixPath, Path
        def test():
            assert solution.day() == datetime.date(2024, 2, 29)
            start = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)
            assert solution.later(start, datetime.timedelta(days=1)) == datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone.utc)
            assert solution.total([Decimal("0.1"), Decimal("0.2")]) == Decimal("0.3")
            assert solution.half() == Fraction(1, 2)
            assert solution.name(Path("/a/b")) == ("b", Path("/a"))
        """),
    "deques_and_counters": ("""
        import collections
        def tail(xs): return collections.deque(xs, maxlen=2)
        def counts(text): return collections.Counter(text)
        def best(counter): return counter.most_common(1) if isinstance(counter, dict) else None
        def used():
            found = collections.OrderedDict(a=1, b=2)
            found.move_to_end("a")
            return found
        """, """
        import collections, solution
        def test():
            assert list(solution.tail([1, 2, 3])) == [2, 3]
            assert solution.counts("aab") == {"a": 2, "b": 1}
            assert solution.counts("aab") == collections.Counter("aab")
            assert solution.counts("aab").most_common(1) == [("a", 2)] and solution.counts("a")["z"] == 0
            assert isinstance(solution.counts(""), collections.Counter)
            assert (solution.counts("aab") - solution.counts("a")).total() == 2 and solution.best(solution.counts("aab")) == [("a", 2)]
            assert list(solution.used()) == ["b", "a"] and solution.used() == collections.OrderedDict(b=2, a=1)
            assert solution.used() != collections.OrderedDict(a=1, b=2) and solution.used() == {"a": 1, "b": 2}
        """),
    "typing_and_abstract_classes": ("""
        import abc
        class Shape(abc.ABC):
            @abc.abstractmethod
            def area(self): ...
        class Square(Shape):
            def area(self): return 4
        """, """
        import pytest, solution
        def test():
            with pytest.raises(TypeError):
                solution.Shape()
            assert isinstance(solution.Square(), solution.Shape) and solution.Square().area() == 4
        """),
    "named_tuples_of_the_library": ("""
        import functools, time, urllib.parse
        @functools.lru_cache
        def square(n): return n * n
        def split(url): return urllib.parse.urlparse(url)
        def when(): return time.gmtime(0)
        """, """
        import solution
        def test():
            solution.square(2), solution.square(2)
            assert solution.square.cache_info().misses == 1 and solution.square.cache_info().hits == 1
            url = solution.split("http://a.b/c")
            assert url.netloc == "a.b" and url.hostname == "a.b" and url[0] == "http"
            assert solution.when().tm_year == 1970 and solution.when()[0] == 1970
        """),
    "views_and_wrappers_equal_what_they_hold": ("""
        import collections, types
        table = {"a": 1}
        view = types.MappingProxyType(table)
        def wrapped(): return collections.UserList([1, 2]), collections.UserDict(table), collections.ChainMap(table)
        """, """
        import solution
        def test():
            assert solution.view == {"a": 1} and solution.view["a"] == 1 and solution.view != {"a": 2}
            assert solution.table.keys() == {"a"}
            numbers, table, chain = solution.wrapped()
            assert numbers == [1, 2] and table == {"a": 1} and chain == {"a": 1} and numbers != [1]
        """),
}


@pytest.mark.parametrize("name", list(CASES))
def test_works(judged, name):
    check(judged, *CASES[name])
