class Counter:
    """Counts.

    ```
    Counter().add(1)
    ```
    """

    def add(self, x):
        return x
