class Counter:
    HELP = """
flush left
"""

    def add(self, word):
        return word
