"""Counts.

```
Counter().add(1)
```
"""
class Counter:
    def add(self, x):
        return x
