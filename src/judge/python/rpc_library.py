"""Carries values of the standard library by value: dates, zones, decimals, fractions, paths, UUIDs, compiled patterns."""
import sys

MAX_TEXT = 10_000


def _parts_of(delta):
    return delta.days, delta.seconds, delta.microseconds


def _zone_of(kind, days, seconds, microseconds, name):
    delta = _class_at(("datetime", "timedelta"))(days, seconds, microseconds)
    return kind.utc if name == "UTC" and not delta else kind(delta, name)


def _moment_parts(x):
    """Returns the text with its offset, the fold, and the name of the zone if there is one."""
    key = getattr(x.tzinfo, "key", "")
    return [(x.replace(tzinfo=None) if key else x).isoformat(), x.fold, key]


def _moment(kind, text, fold, key):
    zone = {"tzinfo": _class_at(("zoneinfo", "ZoneInfo"))(key)} if key else {}
    return kind.fromisoformat(text).replace(fold=fold, **zone)


def _pattern_parts(x):
    is_bytes = type(x.pattern) is bytes
    return [x.pattern.decode("latin-1") if is_bytes else x.pattern, x.flags, is_bytes]


def _pattern(kind, text, flags, is_bytes):
    return _class_at(("re", "compile"))(text.encode("latin-1") if is_bytes else text, flags)


def _made(kind, *parts):
    return kind(*parts)


# (module, class) -> (plain parts of a value, value of its class and plain parts, the types of the parts)
_KNOWN = {
    ("datetime", "date"): (lambda x: [x.isoformat()], lambda kind, text: kind.fromisoformat(text), (str,)),
    ("datetime", "time"): (_moment_parts, _moment, (str, int, str)),
    ("datetime", "datetime"): (_moment_parts, _moment, (str, int, str)),
    ("zoneinfo", "ZoneInfo"): (lambda x: [x.key], _made, (str,)),
    ("re", "Pattern"): (_pattern_parts, _pattern, (str, int, bool)),
    ("datetime", "timedelta"): (_parts_of, _made, (int, int, int)),
    ("datetime", "timezone"): (lambda x: [*_parts_of(x.utcoffset(None)), x.tzname(None)], _zone_of, (int, int, int, str)),
    ("decimal", "Decimal"): (lambda x: [str(x)], _made, (str,)),
    ("fractions", "Fraction"): (lambda x: [str(x.numerator), str(x.denominator)],
                               lambda kind, above, below: kind(int(above), int(below)), (str, str)),
    ("pathlib", "PosixPath"): (lambda x: [str(x)], _made, (str,)),
    ("pathlib", "PurePosixPath"): (lambda x: [str(x)], _made, (str,)),
    ("uuid", "UUID"): (lambda x: [x.hex], _made, (str,)),
}
MODULES = frozenset(module for module, _ in _KNOWN) | {"pathlib._local"}  # where later versions keep the paths


# The interpreter keeps these fields in the exception itself, neither among its args nor in its dictionary.
_FIELDS = {ImportError: ("name", "path"), NameError: ("name",), AttributeError: ("name",)}


def fields_of(error):
    """Returns the names of such fields."""
    return next((names for kind, names in _FIELDS.items() if isinstance(error, kind)), ())


def args_of(error):
    """Returns what the exception can be made of again; an OSError drops the names of its files from its args."""
    if isinstance(error, OSError) and len(error.args) == 2 and error.filename is not None:
        return (*error.args, error.filename, None, error.filename2)
    return error.args


def _place(kind):
    module = kind.__module__.partition(".")[0]  # pathlib._local in later versions
    return (module, kind.__name__) if module in MODULES else None


def _class_at(place):
    __import__(place[0])
    return getattr(sys.modules[place[0]], place[1])


def to_plain(x):
    """Returns [module, class, parts...], or None if `x` is none of these values exactly."""
    place = _place(type(x))
    if place not in _KNOWN or _class_at(place) is not type(x):
        return None
    zone = getattr(x, "tzinfo", None)
    if zone is not None and _place(type(zone)) not in _KNOWN or getattr(x, "key", "") is None:
        return None  # a zone of another kind, or one without a name
    parts = _KNOWN[place][0](x)
    if any(type(part) is str and len(part) > MAX_TEXT for part in parts):
        return None
    return [*place, *parts]


def from_plain(row):
    """Returns the value; ValueError for anything that is none."""
    if type(row) is not list or len(row) < 3 or type(row[0]) is not str or type(row[1]) is not str:
        raise ValueError("a library value of the wrong shape")
    place, parts = (row[0], row[1]), row[2:]
    if place not in _KNOWN:
        raise ValueError("a library value of an unknown class")
    _, make, types = _KNOWN[place]
    if tuple(map(type, parts)) != types or any(type(part) is str and len(part) > MAX_TEXT for part in parts):
        raise ValueError("a library value with the wrong parts")
    return make(_class_at(place), *parts)
