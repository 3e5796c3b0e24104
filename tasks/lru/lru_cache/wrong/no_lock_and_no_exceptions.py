# breaks: test_eight_threads_use_one_cache: threads may use the cache at the same time, and it never has too many entries
import time


class LRUCache:
    def __init__(self, capacity, ttl=None, clock=time.monotonic):
        if capacity < 1 or (ttl is not None and ttl <= 0):
            raise ValueError("capacity and ttl must be positive")
        self._capacity = capacity
        self._ttl = ttl
        self._clock = clock
        self._entries = {}

    def get(self, key, default=None):
        entry = self._entries.pop(key, None)
        if entry is None or entry[1] <= self._clock():
            return default
        self._entries[key] = entry
        return entry[0]

    def put(self, key, value, ttl=None):
        if ttl is not None and ttl <= 0:
            raise ValueError("ttl must be positive")
        ttl = self._ttl if ttl is None else ttl
        now = self._clock()
        self._entries.pop(key, None)
        if len(self._entries) >= self._capacity:
            live = [each for each in list(self._entries.items()) if each[1][1] > now]
            self._entries = dict(live[-self._capacity + 1:] if self._capacity > 1 else [])
        self._entries[key] = (value, float("inf") if ttl is None else now + ttl)

    def delete(self, key):
        entry = self._entries.pop(key, None)
        return entry is not None and entry[1] > self._clock()

    def clear(self):
        self._entries = {}

    def size(self):
        now = self._clock()
        return sum(entry[1] > now for entry in list(self._entries.values()))
