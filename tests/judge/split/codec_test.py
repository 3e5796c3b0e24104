"""Values cross as what they are."""
import collections
import datetime
import decimal
import fractions
import math
import pathlib
import re
import uuid
import zoneinfo

import pytest

from line import Pair


@pytest.fixture
def pair():
    made = Pair()
    yield made
    made.close()


VALUES = [
    None, True, False, 0, 1, -1, 2**53 - 1, 2**53, -(2**53), -(2**53) - 1, 10**400, 0.0, 1.5, 1e-320, 1.7976931348623157e308,
    "", "text", "ünïcødé \U0001f600", "\x00\x1b[31m", "\ud800 lone", b"", b"\x00\xff", 1 + 2j, complex(0.0, -0.0), (), (1, (2, "x")),
    frozenset(), frozenset((1, "a")), range(1, 10, 3), slice(1, None, -1), ..., int, str, ValueError, type(None),
    datetime.date(2024, 2, 29), datetime.time(1, 2, 3), datetime.datetime(2024, 1, 2, 3, 4, 5, 6, fold=1),
    datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone.utc), datetime.timedelta(-1, 5, 7), decimal.Decimal("1.10"),
    fractions.Fraction(1, 3), pathlib.Path("/a/b"), pathlib.PurePosixPath("x"), uuid.UUID(int=5),
    zoneinfo.ZoneInfo("Europe/Paris"), datetime.datetime(2024, 7, 1, 12, fold=1, tzinfo=zoneinfo.ZoneInfo("Asia/Tokyo")), re.compile("a.b", re.I),
    re.compile(b"\xff+"),
]


@pytest.mark.parametrize("value", VALUES, ids=[repr(value)[:40].encode("ascii", "backslashreplace").decode() for value in VALUES])
def test_a_value_comes_back_equal_and_of_its_type(pair, value):
    back = pair.through(value)
    assert type(back) is type(value) and back == value


@pytest.mark.parametrize("value", [math.inf, -math.inf, -0.0])
def test_a_float_keeps_its_bits(pair, value):
    assert math.copysign(1, pair.through(value)) == math.copysign(1, value) and pair.through(value) == value


def test_nan_stays_nan(pair):
    assert math.isnan(pair.through(math.nan))


@pytest.mark.parametrize("value", [[1, [2]], {"a": {"b": 1}, 2: None}, {1, 2}, bytearray(b"xy")], ids=repr)
def test_a_container_of_the_worker_crosses_by_value(pair, value):
    back = pair.call(lambda: value)
    assert type(back) is type(value) and back == value and back is not value


@pytest.mark.parametrize("value", [[1], {"a": 1}, {1}, bytearray(b"x")], ids=repr)
def test_a_container_of_the_test_comes_back_as_itself(pair, value):
    assert pair.through(value) is value


def test_changes_of_the_worker_reach_the_test(pair):
    xs = [1, 2]
    pair.call(lambda given: given.append(3), xs)
    assert xs == [1, 2, 3]


def test_changes_of_the_test_reach_the_worker(pair):
    xs, kept = [1], []
    pair.call(kept.append, xs)
    xs.append(2)
    assert pair.call(lambda: len(kept[0])) == 2


class Sly(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


def test_a_subclass_of_int_brings_its_value_and_not_its_equality(pair):
    back = pair.call(lambda: Sly(5))
    assert back == 5 and not back == 6 and 6 not in [back]


class Always:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __lt__(self, other):
        return True

    def __hash__(self):
        return 1

    def __sub__(self, other):
        return 0

    __rsub__ = __add__ = __sub__


def test_an_object_of_the_answer_equals_no_value_of_the_test(pair):
    back = pair.call(Always)
    assert not back == 5 and back != 5 and 5 not in [back] and not (back, 1) == (5, 1)


def test_an_object_of_the_answer_is_not_ordered_with_a_value_of_the_test(pair):
    with pytest.raises(TypeError):
        pair.call(Always) < 5  # noqa: B015


def test_arithmetic_with_an_object_of_the_answer_shows_it_no_value_of_the_test(pair):
    for operation in (lambda x: x - 5, lambda x: 5 - x, lambda x: x + 5):
        with pytest.raises(TypeError):
            operation(pair.call(Always))


class Seen:
    def __init__(self):
        self.others = []

    def __eq__(self, other):
        self.others.append(other)
        return True

    __hash__ = object.__hash__


def test_the_comparison_of_the_answer_never_sees_the_value_of_the_test(pair):
    seen = Seen()
    back = pair.call(lambda: seen)
    assert back != "expected" and "expected" != back and [back] != ["expected"] and seen.others == []


class Spoof:
    @property
    def __class__(self):
        return str

    def __eq__(self, other):
        return True

    __hash__ = object.__hash__


def test_a_lying_class_attribute_makes_no_string(pair):
    back = pair.call(Spoof)
    assert not isinstance(back, str) and back != "x"


class OddList(list):
    def __iter__(self):
        return iter([9, 9])

    def __eq__(self, other):
        return True

    def __len__(self):
        return 77


def test_a_subclass_of_list_is_compared_by_what_it_holds(pair):
    back = pair.call(lambda: OddList([1, 2]))
    assert back == [1, 2] and back != [9, 9]


def test_a_result_of_the_wrong_type_from_a_special_method_is_a_type_error(pair):
    class Liar:
        def __str__(self):
            return Text("expected")

        def __hash__(self):
            return 3

    class Text(str):
        def __eq__(self, other):
            return True

        __hash__ = str.__hash__

    with pytest.raises(TypeError):
        str(pair.call(Liar))


def test_a_named_tuple_keeps_its_fields(pair):
    kind = collections.namedtuple("Pair", "a b")
    back = pair.call(lambda: kind(1, 2))
    assert back == (1, 2) and back.b == 2 and back._fields == ("a", "b")


def test_an_object_keeps_its_identity(pair):
    one = object()
    assert pair.call(lambda: one) is pair.call(lambda: one)


def test_a_value_nested_too_deep_is_refused_where_it_is_made(pair):
    value = ()
    for _ in range(100):
        value = (value,)
    with pytest.raises(Exception, match="nested too deep"):
        pair.through(value)


def test_a_value_nested_too_deep_by_the_answer_is_an_error_and_no_end(pair):
    def deep():
        value = ()
        for _ in range(100):
            value = (value,)
        return value

    with pytest.raises(Exception, match="nested too deep"):
        pair.call(deep)
    assert pair.through(1) == 1


def test_a_value_too_large_is_refused(pair):
    with pytest.raises(ValueError, match="too large"):
        pair.call(lambda: "x" * (17 << 20))
    assert pair.through(1) == 1


def test_an_exception_of_the_test_comes_back_as_the_same_object(pair):
    error = KeyError("mine")
    assert pair.through(error) is error


def test_a_library_function_crosses_by_name(pair):
    assert pair.call(lambda f: f(9.0), math.sqrt) == 3.0
