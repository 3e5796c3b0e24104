class Counter:
    def add(self, x):
        return round(x)
