END = "<|im_end|>"
LAST = """
</s>
"""  # also </s>
class Counter:
    def add(self, x):
        return x
