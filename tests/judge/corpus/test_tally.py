"""Hidden tests of `tally`: a shell script that is run.

sh tally.sh          counts the words of standard input: a line "WORD COUNT" for each, the most frequent first, equal ones by their
                     bytes. Writes the number of words into total.txt. The shown example is "b a b".
"""
import random
import secrets

import pytest

import quantladder_task as task

# watermark-6b1f0c: text of this file that no judgement may ever repeat


def words_and_counts():
    words = ["w%s" % secrets.token_hex(3) for _ in range(20)]
    text = [word for word in words for _ in range(secrets.randbelow(5) + 1)]
    random.SystemRandom().shuffle(text)
    counts = {word: text.count(word) for word in words}
    lines = ["%s %d\n" % each for each in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]
    return " ".join(text), "".join(lines), len(text)


def test_counts():
    text, expected, _ = words_and_counts()
    result = task.run(["sh", "tally.sh"], input=text + "\n", timeout=5)
    assert (result.status, result.text) == (0, expected)


def test_the_example():
    assert task.run(["sh", "tally.sh"], input="b a b\n", timeout=5).text == "b 2\na 1\n"


def test_no_words():
    result = task.run(["sh", "tally.sh"], input="\n", timeout=5)
    assert (result.status, result.text) == (0, "")


@pytest.mark.parametrize("lines", [1, 7])
def test_total(lines):
    text, _, total = words_and_counts()
    task.run(["sh", "tally.sh"], input=text.replace(" ", "\n", lines - 1) + "\n", timeout=5)
    assert task.read("total.txt") == b"%d\n" % total
