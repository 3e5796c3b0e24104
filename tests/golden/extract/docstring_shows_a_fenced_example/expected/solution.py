"""Counts words.

```python
Counter().add("x")
```
"""
class Counter:
    def __init__(self):
        self.seen = {}

    def add(self, word):
        self.seen[word] = self.seen.get(word, 0) + 1
