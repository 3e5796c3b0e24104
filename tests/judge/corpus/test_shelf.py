"""Hidden tests of `shelf`: values the candidate computes, its own classes, and the idioms of ordinary tests.

roman(n) -> str                           1..3999
checksum(data) -> int                     sum of (position from 1) * byte, modulo 65521
tally(words, into)                        adds counts to the dict `into`; returns nothing
arrange(items, key)                       sorts the list in place, stable, key called once per item
Label(text, size)                         a dataclass; widened(by) gives a new one
class Overfull(Exception)                 .item and .room
class Shelf(room)                         put(item) (Overfull), take() oldest first (IndexError), len, in, iteration,
                                          watch(fn): fn("put" or "take", item) after each change,
                                          drain(): a generator that takes until empty,
                                          lent(item): context manager, off the shelf inside, back at the end,
                                          async deliver(item, knock): awaits knock(), puts it, returns the new length
welcome(guest, words) -> int              guest.greet(word) for each, guest.last set to it; guest.seats minus words
"""
import random

import pytest

import quantladder_task
import shelf

# watermark-6b1f0c: text of this file that no judgement may ever repeat


@pytest.mark.parametrize(
    "number, numeral",
    [(1, "I"), (4, "IV"), (19, "XIX"), (944, "CMXLIV"), (3999, "MMMCMXCIX")],
    ids=["one", "four", "nineteen", "hundreds", "largest"],
)
def test_roman(number, numeral):
    assert shelf.roman(number) == numeral


def test_roman_is_a_plain_string():
    assert type(shelf.roman(8)) is str
    assert {"VIII": "found"}[shelf.roman(8)] == "found"


def test_checksum_of_bytes_drawn_now():
    data = bytes(random.SystemRandom().randrange(256) for _ in range(200))
    expected = sum(place * byte for place, byte in enumerate(data, 1)) % 65521
    assert shelf.checksum(data) == expected


def test_checksum_differs():
    assert shelf.checksum(b"ab") != shelf.checksum(b"ba")
    assert shelf.checksum(b"") == 0


def test_tally_changes_the_callers_dict():
    counts = {"pear": 2}
    assert shelf.tally(["fig", "pear", "fig"], counts) is None
    assert counts == {"pear": 3, "fig": 2}


def test_arrange_calls_the_key_once_per_item():
    asked = []

    def key(word):
        asked.append(word)
        return len(word)

    words = ["plum", "fig", "date", "kiwi", "yam"]
    shelf.arrange(words, key)
    assert words == ["fig", "yam", "plum", "date", "kiwi"]
    assert sorted(asked) == ["date", "fig", "kiwi", "plum", "yam"]


def test_label():
    label = shelf.Label("jam", 3)
    wider = label.widened(2)
    assert (label.text, label.size, wider.text, wider.size) == ("jam", 3, "jam", 5)
    assert wider == shelf.Label("jam", 5)
    assert not wider == label


def test_put_and_take_in_order():
    box = shelf.Shelf(3)
    for item in ("a", "b", "c"):
        box.put(item)
    assert (len(box), "b" in box, "z" in box, list(box)) == (3, True, False, ["a", "b", "c"])
    assert [box.take(), box.take(), box.take()] == ["a", "b", "c"]


def test_take_from_an_empty_shelf():
    with pytest.raises(IndexError):
        shelf.Shelf(1).take()


def test_overfull_names_the_item():
    box = shelf.Shelf(1)
    box.put("first")
    with pytest.raises(shelf.Overfull) as caught:
        box.put("second")
    assert (caught.value.item, caught.value.room) == ("second", 1)
    assert list(box) == ["first"]


def test_watchers_are_told():
    box, told = shelf.Shelf(2), []
    box.watch(lambda what, item: told.append((what, item)))
    box.put("cup")
    box.take()
    assert told == [("put", "cup"), ("take", "cup")]


def test_error_of_a_watcher_reaches_the_caller():
    class Startled(Exception):
        pass

    def jump(what, item):
        raise Startled(item)

    box = shelf.Shelf(2)
    box.watch(jump)
    with pytest.raises(Startled, match="^vase$"):
        box.put("vase")


def test_drain_is_lazy():
    box = shelf.Shelf(3)
    for item in (1, 2, 3):
        box.put(item)
    stream = box.drain()
    assert next(stream) == 1
    assert len(box) == 2
    assert list(stream) == [2, 3]
    assert len(box) == 0


def test_lent_item_comes_back_after_an_error():
    box = shelf.Shelf(2)
    box.put("book")
    with pytest.raises(KeyError):
        with box.lent("book") as item:
            assert (item, len(box)) == ("book", 0)
            raise KeyError("dropped")
    assert list(box) == ["book"]


def test_deliver_waits_for_the_door():
    door = quantladder_task.define("""
        import asyncio

        def deliver(box, item, knocked):
            async def knock():
                knocked()
                await asyncio.sleep(0)

            return asyncio.run(box.deliver(item, knock))
    """)
    box, said = shelf.Shelf(2), []
    assert door.deliver(box, "pan", lambda: said.append(len(box))) == 1
    assert (said, list(box)) == ([0], ["pan"])


class Guest:
    def __init__(self):
        self.heard, self.seats, self._purse = [], 9, "not yours"

    def greet(self, word):
        self.heard.append(word)


def test_a_guest_is_welcomed():
    guest = Guest()
    assert shelf.welcome(guest, ["hi", "ho"]) == 7
    assert (guest.heard, guest.last, guest.seats, guest._purse) == (["hi", "ho"], "ho", 9, "not yours")
