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
         "answer @ answer.at": "@", "answer ** 2 == 1": "**", "divmod(answer, 2)": "divmod", "sum([answer])": "+", "answer < 3": "<", "3 < answer": ">",
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


NUMBER = """
    class Number:
        def __init__(self, n): self.n = n
        def __add__(self, other): return Number(self.n + getattr(other, "n", other))
        def __sub__(self, other): return Number(self.n - other)
        def __rsub__(self, other): return Number(other - self.n)
        def __mul__(self, other): return NotImplemented if type(other) is str else Number(self.n * other)
        def __rpow__(self, other): return other ** self.n
        def __divmod__(self, other): return Number(self.n // other), Number(self.n % other)
        def __rdivmod__(self, other): return divmod(other, self.n)
        def __eq__(self, other): return self.n == other.n
        __radd__ = __add__
"""


def test_arithmetic_with_an_object_that_the_test_made_is_the_answers(judged):
    outcome = judged(NUMBER, """
        import pytest, solution
        from solution import Number
        def test():
            assert (Number(1) + 5).n == 6 == (5 + Number(1)).n and 3 - Number(1) == Number(2) == solution.Number(5) - 3
            assert 2 ** Number(3) == 8 and sum([Number(1), Number(2), Number(3)]).n == 6
            n = Number(4)
            n *= 2
            assert n == Number(8)
            assert [each.n for each in divmod(Number(7), 2)] == [3, 1] and divmod(7, Number(2)) == (3, 1)
            with pytest.raises(TypeError):
                Number(1) * "text"
    """)
    assert outcome.passed(), outcome.records


LIAR = """
    class Vector:
        kept = None
        def __init__(self, *at): self.at = at
        def __sub__(self, other): return 0.0
        __rsub__ = __mul__ = __sub__
"""
LIES = {
    "an_object_that_a_method_returns": ("        def dot(self, other): return self\n", "v.dot(w)"),
    "an_object_that_an_attribute_is": ("        dot = property(lambda self: lambda other: other)\n", "v.dot(w)"),
    "one_object_for_all": ("        def __new__(cls, *at): cls.kept = cls.kept or object.__new__(cls); return cls.kept\n"
                           "        def dot(self, other): return self\n", "v.dot(w)"),
    "a_class_as_the_function": ("    dot = Vector\n", "solution.dot(v, w)"),
    "a_class_as_the_method": ("    Vector.dot = Vector\n", "v.dot(w)"),
    "the_product_of_two": ("        def __mul__(self, other): return Vector(1)\n", "v * w"),
    "the_product_that_is_one_of_them": ("        def __mul__(self, other): return other\n", "v * w"),
}


@pytest.mark.parametrize("lie", list(LIES))
def test_an_object_in_a_numbers_place_differs_from_what_is_expected(judged, lie):
    addition, expression = LIES[lie]
    outcome = judged(LIAR + addition, """
        import solution
        from solution import Vector
        def test():
            v, w = Vector(1, 2), Vector(3, 4)
            answer = %s
            u = Vector(5, 6)
            assert abs(answer - 11.0) < 1e-9
    """ % expression)
    assert outcome.calls() == {"test": "failed"} and outcome.one("void") is None
