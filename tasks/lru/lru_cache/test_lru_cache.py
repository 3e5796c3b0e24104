"""LRU cache: what it stores, what it evicts, when entries expire, and eight threads at once (last: it takes the longest)."""
import random

import pytest

import quantladder_task
import solution


class Clock:
    """The time that the tests set."""

    def __init__(self):
        self.now = 1000

    def read(self):
        return self.now


def make(capacity, ttl=None):
    """A cache and the clock it reads."""
    clock = Clock()
    return solution.LRUCache(capacity, ttl=ttl, clock=clock.read), clock


def kept(cache, keys):
    """Those of the keys that the cache still has. It uses them, so that it is asked last."""
    return [key for key in keys if cache.get(key, "gone") != "gone"]


def test_a_stored_value_comes_back_and_a_missing_key_gives_the_default():
    cache = solution.LRUCache(8)
    values = {"zero": 0, "empty": "", "none": None, "false": False, ("a", 1): "tuple", 7: 8}
    for key, value in values.items():
        cache.put(key, value)
    assert [cache.get(key, "default") for key in values] == [0, "", None, False, "tuple", 8]
    assert [cache.get("missing"), cache.get("missing", 5), cache.get("missing", None)] == [None, 5, None]


def test_putting_a_key_again_replaces_value_and_time_and_makes_it_the_most_recent():
    cache, clock = make(2, ttl=10)
    cache.put("a", 1, ttl=3)
    cache.put("b", 2)
    clock.now += 2
    cache.put("a", 3)
    assert [cache.get("a"), cache.get("b")] == [3, 2]
    cache.put("a", 4)
    cache.put("c", 5)
    assert kept(cache, "abc") == ["a", "c"]
    clock.now += 9
    assert cache.get("a", "gone") == 4


def test_over_capacity_the_least_recently_used_goes():
    cache, _ = make(3)
    for number, key in enumerate("abcde"):
        cache.put(key, number)
    assert [cache.get(key, "gone") for key in "abcde"] == ["gone", "gone", 2, 3, 4]
    single, _ = make(1)
    single.put("a", 1)
    single.put("b", 2)
    assert [single.get("a", "gone"), single.get("b", "gone")] == ["gone", 2]


def test_get_refreshes_and_a_missed_get_changes_nothing():
    cache, _ = make(3)
    for key in "abc":
        cache.put(key, key)
    assert [cache.get("a", "gone"), cache.get("x", "gone")] == ["a", "gone"]
    cache.put("d", "d")
    assert kept(cache, "dcba") == ["d", "c", "a"]
    cache.put("e", "e")
    assert kept(cache, "abcdex") == ["a", "c", "e"]


def test_an_entry_is_gone_at_exactly_its_time_and_there_just_before():
    cache, clock = make(4, ttl=10)
    cache.put("a", 1)
    clock.now += 9.75
    before = cache.get("a", "gone")
    clock.now += 0.25
    assert [before, cache.get("a", "gone")] == [1, "gone"]


def test_the_ttl_of_an_entry_beats_that_of_the_cache():
    cache, clock = make(8, ttl=10)
    cache.put("short", 1, ttl=4)
    cache.put("cache's", 2)
    cache.put("long", 3, ttl=30)
    forever, other = make(8)
    forever.put("always", 4)
    forever.put("short", 5, ttl=4)
    seen = []
    for seconds in (3, 2, 4, 2, 18, 2):
        clock.now += seconds
        seen.append(kept(cache, ["short", "cache's", "long"]))
    other.now += 1000000
    assert seen == [["short", "cache's", "long"], ["cache's", "long"], ["cache's", "long"], ["long"], ["long"], []]
    assert kept(forever, ["always", "short"]) == ["always"]


def test_expired_entries_are_not_counted_and_go_before_live_ones():
    cache, clock = make(3)
    cache.put("old", 1)
    cache.put("short", 2, ttl=5)
    cache.put("new", 3)
    sizes = [cache.size()]
    assert cache.get("short") == 2
    clock.now += 6
    sizes.append(cache.size())
    cache.put("next", 4)
    sizes.append(cache.size())
    assert sizes == [3, 2, 3]
    assert kept(cache, ["old", "short", "new", "next"]) == ["old", "new", "next"]


def test_delete_tells_whether_there_was_a_live_entry():
    cache, clock = make(4)
    cache.put("a", None)
    cache.put("b", 2, ttl=5)
    cache.put("c", 3)
    told = [cache.delete("a"), cache.delete("a"), cache.delete("never there")]
    clock.now += 6
    told.append(cache.delete("b"))
    assert [answer is True for answer in told] == [True, False, False, False]
    assert [answer is False for answer in told] == [False, True, True, True]
    assert kept(cache, "abc") == ["c"]


def test_clear_empties_the_cache_and_bad_arguments_raise():
    cache, _ = make(2, ttl=10)
    cache.put("a", 1)
    cache.put("b", 2)
    cache.clear()
    assert [cache.size(), kept(cache, "ab")] == [0, []]
    cache.put("c", 3)
    assert cache.get("c") == 3
    for capacity, ttl in ((0, None), (-1, None), (2, 0), (2, -0.5)):
        with pytest.raises(ValueError):
            solution.LRUCache(capacity, ttl)
    for ttl in (0, -1):
        with pytest.raises(ValueError):
            cache.put("d", 4, ttl=ttl)


# Runs beside the answer, where a call takes no time. It does what the plan says and hands back what the calls returned;
# what is right is known to the test alone. The clock lets other threads go on in the middle of a method.
STORM = """
import itertools
import sys
import threading
import time

import solution

KEYS = 40


def storm(capacity, plans):
    ticks = itertools.count()

    def clock():
        now = next(ticks)
        if now % 8 == 0:
            time.sleep(0)
        return now

    cache = solution.LRUCache(capacity, clock=clock)
    start = threading.Barrier(len(plans))
    returned = [[] for _ in plans]

    def work(number):
        start.wait()
        for position, code in enumerate(plans[number]):
            what, key = divmod(code, KEYS)
            try:
                returned[number].append(call(cache, what, key, number * len(plans[number]) + position))
            except Exception as error:
                returned[number].append(type(error).__name__)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(plans))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(before)
    return returned, cache


def call(cache, what, key, value):
    if what == 0:
        return cache.get(key, -1)
    if what == 1:
        return cache.put(key, value)
    if what == 2:
        return cache.put(key, value, ttl=30)
    if what == 3:
        return cache.delete(key)
    if what == 4:
        return cache.size()
    return cache.clear()
"""
GET, PUT, PUT_SHORT, DELETE, SIZE, CLEAR = range(6)
KEYS, THREADS, CALLS, CAPACITY = 40, 8, 6000, 16


def fits(call, got, puts):
    """Whether a method may have returned this: `puts` has the key under which each value is put."""
    what, key = call
    if what == GET:
        return type(got) is int and (got == -1 or puts.get(got) == key)
    if what == DELETE:
        return got is True or got is False
    if what == SIZE:
        return type(got) is int and 0 <= got <= CAPACITY
    return got is None


def test_eight_threads_use_one_cache():
    rng = random.Random(8)
    kinds = [GET] * 40 + [PUT] * 36 + [PUT_SHORT] * 8 + [DELETE] * 7 + [SIZE] * 8 + [CLEAR]
    calls = [[(rng.choice(kinds), rng.randrange(KEYS)) for _ in range(CALLS)] for _ in range(THREADS)]
    puts = {number * CALLS + position: key for number, plan in enumerate(calls)
            for position, (what, key) in enumerate(plan) if what in (PUT, PUT_SHORT)}
    storm = quantladder_task.define(STORM).storm
    returned, cache = storm(CAPACITY, [bytes(what * KEYS + key for what, key in plan) for plan in calls])
    assert [len(each) for each in returned] == [CALLS] * THREADS
    odd = [(call, got) for plan, each in zip(calls, returned) for call, got in zip(plan, each) if not fits(call, got, puts)]
    assert odd == []
    live = [(key, value) for key in range(KEYS) for value in [cache.get(key, -1)] if value != -1]
    assert len(live) <= CAPACITY
    assert all(puts.get(value) == key for key, value in live)
    for key in range(100, 100 + 2 * CAPACITY):
        cache.put(key, key)
    assert cache.size() == CAPACITY
    assert len(kept(cache, range(100 + 2 * CAPACITY))) == CAPACITY
