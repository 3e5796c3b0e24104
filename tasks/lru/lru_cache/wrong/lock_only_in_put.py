# breaks: test_eight_threads_use_one_cache: all methods may be called at the same time, not only put
import threading
import time
from collections import OrderedDict


class LRUCache:
    """The least recently used entry stands first. Entries are (value, time at which it expires, or None)."""

    def __init__(self, capacity, ttl=None, clock=time.monotonic):
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        self._check(ttl)
        self._capacity = capacity
        self._ttl = ttl
        self._clock = clock
        self._entries = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key, default=None):
        entry = self._entries.get(key)
        if entry is None or self._expired(entry, self._clock()):
            return default
        self._entries.move_to_end(key)
        return entry[0]

    def put(self, key, value, ttl=None):
        self._check(ttl)
        ttl = self._ttl if ttl is None else ttl
        with self._lock:
            now = self._clock()
            self._entries.pop(key, None)
            if len(self._entries) >= self._capacity:
                self._make_room(now)
            self._entries[key] = (value, None if ttl is None else now + ttl)

    def delete(self, key):
        entry = self._entries.pop(key, None)
        return entry is not None and not self._expired(entry, self._clock())

    def clear(self):
        self._entries.clear()

    def size(self):
        now = self._clock()
        return sum(not self._expired(entry, now) for entry in self._entries.values())

    def _make_room(self, now):
        for key in [key for key, entry in self._entries.items() if self._expired(entry, now)]:
            del self._entries[key]
        if len(self._entries) >= self._capacity:
            self._entries.popitem(last=False)

    @staticmethod
    def _expired(entry, now):
        return entry[1] is not None and now >= entry[1]

    @staticmethod
    def _check(ttl):
        if ttl is not None and ttl <= 0:
            raise ValueError("ttl must be greater than 0")
