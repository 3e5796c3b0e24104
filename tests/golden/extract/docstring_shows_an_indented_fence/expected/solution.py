class Counter:
    """Counts words.

    ```
    Counter().add("x")
    ```
    """

    def add(self, word):
        return word
