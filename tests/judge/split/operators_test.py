"""Operators between an object of the answer and a value of the test: never carried, never void, and named where the test fails."""
import pytest

VECTOR = """
    class Vector:
        def __init__(self, *at): self.at = at
        def _lie(self, other): return 0.0
        __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __matmul__ = __mod__ = __pow__ = __and__ = __or__ = _lie
        def __eq__(self, other): return True
        __lt__ = __le__ = __gt__ = __ge__ = __eq__
    def total(): return Vector(1)
"""
NAMED = {"answer + 3": "+", "3 + answer": "+", "answer - 3": "-", "abs(answer - 3.5) < 1e-9": "-", "3 - answer": "-", "answer * 2": "*",
         "answer @ answer.at": "@", "answer ** 2 == 1": "**", "sum([answer])": "+", "answer < 3": "<", "3 < answer": ">",
         "sorted([answer, 1])": ">", "answer | {1}": "|"}


@pytest.mark.parametrize("expression", list(NAMED))
def test_an_operator_that_is_not_carried_is_named(judged, expression):
    outcome = judged(VECTOR, "import solution\ndef test():\n    answer = solution.total()\n    assert %s\n" % expression)
    error = outcome.error_of("test")
    assert not outcome.passed() and outcome.one("void") is None and error["type"] == "TypeError"
    assert "applies %s to an object of the answer (Vector)" % NAMED[expression] in error["message"] and "operate" in error["message"]


@pytest.mark.parametrize("expression", ("answer == 3.5", "3.5 == answer", "answer == pytest.approx(3.5)", "answer in [3.5]", "not answer != 3.5",
                                        "{'a': answer} == {'a': 3}"))
def test_a_comparison_that_is_always_false_is_named(judged, expression):
    outcome = judged(VECTOR, "import pytest, solution\ndef test():\n    answer = solution.total()\n    assert %s\n" % expression)
    assert not outcome.passed() and "of the answer (Vector) and a value of its own" in outcome.error_of("test")["message"]


def test_nothing_is_named_where_the_test_compares_values(judged):
    outcome = judged(VECTOR, """
        import solution
        def test_other(): assert solution.total() == 3
        def test(): assert solution.total().at == (2,)
        def test_none(): assert solution.total() == None
    """)
    assert outcome.error_of("test")["message"] == "" == outcome.error_of("test_none")["message"]


def test_operands_of_the_answer_meet_on_both_sides(judged):
    assert judged("""
        class Length(int):
            def __add__(self, other): return NotImplemented
        class Vector:
            def __init__(self, *at): self.at = at
            def __add__(self, other): return Vector(*self.at, other.at)
            def __radd__(self, other): return Vector(int(other), *self.at)
        """, """
        import solution
        def test():
            assert (solution.Vector(1) + solution.Vector(2)).at == (1, (2,))
            answer, items = solution.Vector(1), [0]
            items += (each for each in [answer])
            assert items[1] is answer and isinstance(answer, int | solution.Vector)
    """).passed()
