class Counter:
    def add(self, x):
        return x
