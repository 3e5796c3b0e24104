"""The tester's end believes nothing it is told."""
import pytest
import rpc
import rpc_host
import rpc_host_errors
from line import Scripted, raw, returns


@pytest.fixture
def line():
    made = Scripted()
    yield made
    made.close()


def nested(depth):
    value = None
    for _ in range(depth):
        value = {"t": [value]}
    return value


BROKEN = {
    "a_frame_too_large": (b"\x7f\xff\xff\xff", "limit"),
    "no_json": (raw("{nonsense"), "frame"),
    "no_utf8": (raw(b'{"k":"\xff"}'), "frame"),
    "no_object": (raw("[1, 2]"), "frame"),
    "json_nested_too_deep": (raw("[" * 100_000), "frame"),
    "too_many_parts": (raw('{"v":[' + "[]," * 1_100_000 + "[]]}"), "limit"),
    "a_bare_float": (raw('{"k":"r","lt":"h1","id":1,"v":1.5}'), "frame"),
    "not_a_number": (raw('{"k":"r","lt":"h1","id":1,"v":NaN}'), "frame"),
    "a_long_decimal": (raw('{"k":"r","lt":"h1","id":1,"v":' + "9" * 5000 + "}"), "frame"),
    "an_unknown_kind": ({"k": "z"}, "frame"),
    "a_thread_that_is_no_name": ({"lt": 5}, "frame"),
    "a_thread_that_nobody_has": ({"lt": "h77"}, "frame"),
    "a_request_in_a_thread_of_ours": ({"k": "q", "lt": "h77", "op": "call", "p": [1], "a": [], "kw": []}, "frame"),
    "a_reply_to_another_question": ({"id": 99, "v": None}, "frame"),
    "a_reply_numbered_true": ({"id": True, "v": None}, "frame"),
    "no_value": ({}, "frame"),
    "a_dict_of_another_class": (returns({"kd": ["deque", []]}), "frame"),
    "a_counter_of_no_pairs": (returns({"kd": ["Counter", [1]]}), "frame"),
    "a_counter_of_too_many_parts": (returns({"kd": ["Counter", [], 1]}), "frame"),
    "a_list_without_a_tag": (returns([1]), "frame"),
    "an_unknown_tag": (returns({"zz": 1}), "frame"),
    "two_tags": (returns({"t": [], "l": []}), "frame"),
    "nested_too_deep": (returns(nested(70)), "frame"),
    "an_integer_in_decimal_text": (returns({"i": "9" * 100}), "frame"),
    "an_integer_that_is_none": (returns({"i": "0xzz"}), "frame"),
    "a_float_that_is_none": (returns({"f": "one"}), "frame"),
    "bytes_that_are_no_base64": (returns({"b": "@@@"}), "frame"),
    "a_dict_with_a_list_for_a_key": (returns({"d": [[{"l": []}, 1]]}), "frame"),
    "a_dict_of_triples": (returns({"d": [[1, 2, 3]]}), "frame"),
    "a_range_of_text": (returns({"r": ["a", "b", "c"]}), "frame"),
    "a_container_that_was_never_handed_out": (returns({"m": 1}), "frame"),
    "a_container_numbered_by_text": (returns({"m": "1"}), "frame"),
    "a_change_of_an_unknown_container": ({"v": None, "sy": [[7, "l", []]]}, "frame"),
    "changes_that_are_no_list": ({"v": None, "sy": 5}, "frame"),
    "an_object_that_was_never_handed_out": (returns({"o": 1}), "frame"),
    "an_object_numbered_minus_one": (returns({"o": -1}), "frame"),
    "a_handle_that_is_no_number": (returns({"h": "x", "k": "object"}), "frame"),
    "an_object_of_an_unknown_kind": (returns({"h": 1, "k": "tester"}), "frame"),
    "an_object_whose_kind_is_a_list": (returns({"h": 1, "k": [1]}), "frame"),
    "a_module_of_another_name": (returns({"mod": "os"}), "frame"),
    "a_submodule_with_an_odd_name": (returns({"mod": "solution.a b"}), "frame"),
    "a_library_value_of_another_class": (returns({"lib": ["os", "system", "x"]}), "frame"),
    "a_library_value_with_wrong_parts": (returns({"lib": ["datetime", "date", 5]}), "frame"),
    "a_value_of_an_unknown_base": (returns({"h": 1, "k": "value", "n": "X", "v": {"e": 1}}), "frame"),
    "a_named_tuple_with_odd_fields": (returns({"h": 1, "k": "value", "n": "X", "fl": ["_a"], "v": {"t": [1]}}), "frame"),
    "an_exception_without_a_class": ({"x": {"h": 1, "args": []}}, "frame"),
    "an_exception_that_is_a_list": ({"x": []}, "frame"),
    "an_exception_of_ours_that_is_none": ({"x": {"o": 5}}, "frame"),
    "out_of_memory": ({"k": "oom"}, "limit"),
}


@pytest.mark.parametrize("name", list(BROKEN))
def test_what_breaks_the_rules_ends_the_line(line, name):
    frame, kind = BROKEN[name]
    with pytest.raises(rpc.TransportFailure):
        line.ask(frame)
    assert line.host.failed[0] == kind


def test_a_failure_is_for_good(line):
    with pytest.raises(rpc.TransportFailure):
        line.ask(raw("{"))
    with pytest.raises(rpc.TransportFailure):
        line.host.request("get", "x")
    assert line.host.failed[0] == "frame"


def test_the_first_failure_is_the_one_that_is_told(line):
    with pytest.raises(rpc.TransportFailure):
        line.ask(raw("{"))
    line.host.fail("eof", "later")
    assert line.host.failed[0] == "frame"


def test_no_except_exception_takes_a_failure_for_a_result():
    assert not issubclass(rpc.TransportFailure, Exception)


def test_a_closed_line_is_eof(line):
    line.theirs.close()
    with pytest.raises(rpc.TransportFailure):
        line.host.request("get", "x")
    assert line.host.failed[0] == "eof"


def test_silence_is_a_timeout(line):
    with pytest.raises(rpc.TransportFailure):
        line.ask(timeout=0.05)
    assert line.host.failed[0] == "timeout"


def test_half_a_frame_and_an_end_is_eof(line):
    with pytest.raises(rpc.TransportFailure):
        line.ask(b"\0\0\0\x10{", lambda question: line.theirs.shutdown(2) or b"")
    assert line.host.failed[0] == "eof"


def request(op, *plain, args=()):
    return {"k": "q", "lt": "w1", "id": 1, "op": op, "p": list(plain), "a": list(args), "kw": []}


def reply_to(line, frame):
    line.send(frame)
    return line.question()


def handed_out(line, x):
    """Hands an object to the worker, whose number it then knows."""
    line.ask(returns(None), args=(x,))
    return line.host.export(x)


def test_a_callable_that_was_handed_out_may_be_called(line):
    reply = reply_to(line, request("call", handed_out(line, lambda: 5)))
    assert reply["v"] == 5


def test_a_number_that_was_never_handed_out_may_not(line):
    line.send(request("call", 12345))
    with pytest.raises(rpc.TransportFailure):
        line.ask()
    assert line.host.failed == ("frame", "an object that was never handed out")


class Account:
    def __init__(self):
        self.name, self._secret = "public", "private"

    def rename(self, name):
        self.name = name


@pytest.mark.parametrize("name", ["__class__", "__globals__", "__code__", "__closure__", "__self__", "__func__", "__dict__",
                                  "__reduce__", "__init__", "_secret", "func_globals", "gi_frame", "f_back", "tb_frame"])
@pytest.mark.parametrize("thing", [lambda: 5, Account(), Account().rename, (x for x in ()), [].append],
                         ids=["function", "instance", "method", "generator", "builtin_method"])
def test_no_hidden_attribute_is_read(line, thing, name):
    reply = reply_to(line, request("get", handed_out(line, thing), name))
    assert "v" not in reply and reply["x"]["c"] == {"bt": "AttributeError"}


def test_a_public_attribute_of_an_instance_of_the_tests_is_read(line):
    assert reply_to(line, request("get", handed_out(line, Account()), "name"))["v"] == "public"


@pytest.mark.parametrize("op", ["import", "set", "del", "eval", "getitem", "start", "perform", "", "__init__"])
def test_no_other_request_is_served(line, op):
    number = handed_out(line, Account())
    assert "x" in reply_to(line, request(op, number, "name"))


def test_an_operation_on_a_value_the_tests_do_not_define_is_refused(line):
    number = handed_out(line, object())
    assert "x" in reply_to(line, request("operator", number, "getitem", args=["x"]))


@pytest.mark.parametrize("function", [exec, eval, open, getattr, type, __import__], ids=lambda f: f.__name__)
def test_dangerous_builtins_cross_by_name_and_are_never_called_here(line, function):
    assert "ref" in line.host.encode(function) or "bt" in line.host.encode(function)


@pytest.mark.parametrize("function", [pytest.fail, pytest.raises, rpc.pack, Scripted],
                         ids=["fail", "raises", "pack", "Scripted"])
def test_callables_of_others_are_refused(line, function):
    line.host.test_modules._folder = "/nowhere/"
    with pytest.raises(TypeError, match="wrap it in a function of the test"):
        line.host.encode(function)


def test_a_method_of_pytest_is_refused(line, monkeypatch):
    with pytest.raises(TypeError, match="wrap it in a function of the test"):
        line.host.encode(monkeypatch.setattr)


def raised(line, error):
    try:
        line.ask({"x": {"h": 1, "args": [], "s": "text", **error}})
    except BaseException as caught:
        return caught


@pytest.mark.parametrize("name", ["KeyboardInterrupt", "GeneratorExit", "BaseException", "Failed", "Exit", "nonsense"])
def test_only_ordinary_exceptions_keep_their_class(line, name):
    assert type(raised(line, {"c": {"bt": name}})) is rpc_host_errors.RemoteError


@pytest.mark.parametrize("place", [["unittest.case", "SkipTest"], ["_pytest.outcomes", "Skipped"], ["_pytest.outcomes", "Exit"],
                                   ["bdb", "BdbQuit"], ["asyncio.exceptions", "CancelledError"], ["os", "system"]])
def test_outcomes_of_the_machinery_cannot_be_raised(line, place):
    caught = raised(line, {"c": {"xc": 2, "n": place[1], "b": [{"bt": "Exception"}], "ref": place}})
    assert type(caught).__module__ == "answer" and type(caught).__mro__[1:] == Exception.__mro__


def test_an_exception_class_is_named_only_by_an_identifier(line):
    caught = raised(line, {"c": {"xc": 2, "n": "a b\x1b[0m", "b": []}})
    assert type(caught).__name__ == "Unnamed"


def test_bases_that_do_not_combine_still_make_an_exception(line):
    caught = raised(line, {"c": {"xc": 2, "n": "Odd", "b": [{"bt": "OSError"}, {"bt": "SystemExit"}]}})
    assert type(caught).__name__ == "Odd"


def test_a_builtin_exception_keeps_class_and_arguments(line):
    caught = raised(line, {"c": {"bt": "KeyError"}, "args": ["x"]})
    assert type(caught) is KeyError and caught.args == ("x",)


def test_threads_are_limited(line, monkeypatch):
    monkeypatch.setattr(rpc_host.HostPeer, "max_threads", 3)
    number = handed_out(line, lambda: None)
    for n in range(1, 5):
        line.send({**request("call", number), "lt": "w%d" % n})
    with pytest.raises(rpc.TransportFailure):
        line.ask()
    assert line.host.failed == ("limit", "too many threads")


def test_callbacks_are_limited(line, monkeypatch):
    monkeypatch.setattr(rpc_host, "MAX_CALLBACKS", 2)
    number = handed_out(line, lambda: None)
    for _ in range(2):
        assert "v" in reply_to(line, request("call", number))
    line.send(request("call", number))
    with pytest.raises(rpc.TransportFailure):
        line.ask()
    assert line.host.failed == ("limit", "too many callbacks")


def test_handles_are_limited(line, monkeypatch):
    monkeypatch.setattr(rpc_host, "MAX_HANDLES", 2)
    with pytest.raises(rpc.TransportFailure):
        line.ask(returns({"l": [{"h": n, "k": "object", "n": "X"} for n in range(1, 5)]}))
    assert line.host.failed == ("limit", "too many handles")


def test_what_is_sent_in_all_is_limited(line, monkeypatch):
    monkeypatch.setattr(rpc_host.HostPeer, "max_received", 3000)
    assert line.ask(returns("x" * 2000)) == "x" * 2000
    with pytest.raises(rpc.TransportFailure):
        line.ask(returns("x" * 2000))
    assert line.host.failed == ("limit", "too much was sent")


def test_a_thread_may_not_speak_twice(line):
    number = handed_out(line, __import__("threading").Event().wait)
    for _ in range(3):
        line.send(request("call", number))
    with pytest.raises(rpc.TransportFailure):
        line.ask()
    assert line.host.failed == ("frame", "two frames at once in one thread")


def test_a_container_may_not_change_its_type(line):
    xs = [1]
    line.ask(returns(None), args=(xs,))
    number = line.host._number_of[id(xs)]
    with pytest.raises(rpc.TransportFailure):
        line.ask({"v": None, "sy": [[number, "d", []]]})
    assert line.host.failed[0] == "frame" and xs == [1]
