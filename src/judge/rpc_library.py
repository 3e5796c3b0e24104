"""Values of the standard library that cross by value: dates, decimals, fractions, paths, UUIDs."""
import sys

MAX_TEXT = 10_000


def _parts_of(delta):
    return delta.days, delta.seconds, delta.microseconds


def _zone_of(kind, days, seconds, microseconds, name):
    delta = _class_at(("datetime", "timedelta"))(days, seconds, microseconds)
    return kind.utc if name == "UTC" and not delta else kind(delta, name)


# (module, class) -> (plain parts of a value, value of plain parts, the types of the parts)
_KNOWN = {
    ("datetime", "date"): (lambda x: [x.isoformat()], lambda kind, text: kind.fromisoformat(text), (str,)),
    ("datetime", "time"): (lambda x: [x.isoformat(), x.fold], lambda kind, text, fold:
                           kind.fromisoformat(text).replace(fold=fold), (str, int)),
    ("datetime", "datetime"): (lambda x: [x.isoformat(), x.fold], lambda kind, text, fold:
                               kind.fromisoformat(text).replace(fold=fold), (str, int)),
    ("datetime", "timedelta"): (lambda x: [*_parts_of(x)], lambda kind, *parts: kind(*parts), (int, int, int)),
    ("datetime", "timezone"): (lambda x: [*_parts_of(x.utcoffset(None)), x.tzname(None)], lambda kind, *parts:
                               _zone_of(kind, *parts), (int, int, int, str)),
    ("decimal", "Decimal"): (lambda x: [str(x)], lambda kind, text: kind(text), (str,)),
    ("fractions", "Fraction"): (lambda x: [str(x.numerator), str(x.denominator)], lambda kind, above, below:
                                kind(int(above), int(below)), (str, str)),
    ("pathlib", "PosixPath"): (lambda x: [str(x)], lambda kind, text: kind(text), (str,)),
    ("pathlib", "PurePosixPath"): (lambda x: [str(x)], lambda kind, text: kind(text), (str,)),
    ("uuid", "UUID"): (lambda x: [x.hex], lambda kind, text: kind(text), (str,)),
}
_MODULES = frozenset(module for module, _ in _KNOWN)


# What the interpreter keeps in the exception itself, neither among its args nor in its dictionary.
_FIELDS = {ImportError: ("name", "path"), NameError: ("name",), AttributeError: ("name",)}


def fields_of(error):
    """The names of such fields."""
    return next((names for kind, names in _FIELDS.items() if isinstance(error, kind)), ())


def args_of(error):
    """What to make the exception of again; an OSError drops the names of its files from its args."""
    if isinstance(error, OSError) and len(error.args) == 2 and error.filename is not None:
        return (*error.args, error.filename, None, error.filename2)
    return error.args


def _place(kind):
    module = kind.__module__.partition(".")[0]  # pathlib._local in later versions
    return (module, kind.__name__) if module in _MODULES else None


def _class_at(place):
    __import__(place[0])
    return getattr(sys.modules[place[0]], place[1])


def to_plain(x):
    """[module, class, parts...], or None if `x` is none of these values exactly."""
    place = _place(type(x))
    if place not in _KNOWN or _class_at(place) is not type(x):
        return None
    zone = getattr(x, "tzinfo", None)
    if zone is not None and type(zone) is not _class_at(("datetime", "timezone")):
        return None  # a named zone is more than its offset
    return [*place, *_KNOWN[place][0](x)]


def from_plain(row):
    """The value; ValueError for anything that is none."""
    if type(row) is not list or len(row) < 3 or type(row[0]) is not str or type(row[1]) is not str:
        raise ValueError("a library value of the wrong shape")
    place, parts = (row[0], row[1]), row[2:]
    if place not in _KNOWN:
        raise ValueError("a library value of an unknown class")
    _, make, types = _KNOWN[place]
    if tuple(map(type, parts)) != types or any(type(part) is str and len(part) > MAX_TEXT for part in parts):
        raise ValueError("a library value with the wrong parts")
    return make(_class_at(place), *parts)
