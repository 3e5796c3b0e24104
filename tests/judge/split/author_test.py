"""quantladder_task: what authors reach for where a plain test file cannot do it."""
import pytest

CASES = {
    "a_class_that_derives_from_the_answers": ("class Base:\n    def run(self): return self.step() + 1\n", """
        import quantladder_task
        def test():
            helper = quantladder_task.define('''
                import solution
                class Mine(solution.Base):
                    def __init__(self, n): self.n = n
                    def step(self): return self.n
            ''')
            assert helper.Mine(4).run() == 5
        """),
    "a_hot_loop": ("def add(a, b): return a + b\n", """
        import quantladder_task
        def test():
            helper = quantladder_task.define('''
                import solution
                def all(n): return [solution.add(i, i) for i in range(n)]
            ''')
            assert helper.all(20000) == [2 * i for i in range(20000)]
        """),
    "an_operation_with_a_value_of_the_test": ("class V:\n    def __init__(self, x): self.x = x\n    def __mul__(self, k): return V(self.x * k)\ndef v(x): return V(x)\n", """
        import pytest, solution, quantladder_task
        def test():
            assert quantladder_task.operate("mul", solution.v(2), 3).x == 6
            with pytest.raises(TypeError):
                solution.v(2) * 3
        """),
    "commands_in_a_pytest_file": ("import sys\nif __name__ == '__main__':\n    print(sys.argv[1])\n", """
        import quantladder_task
        def test():
            assert quantladder_task.run(["python3", "solution.py", "word"]).text == "word\\n"
            assert quantladder_task.files == ["solution.py"]
        """),
}


@pytest.mark.parametrize("name", list(CASES))
def test_works(judged, name):
    outcome = judged(*CASES[name])
    assert outcome.passed(), (outcome.records, outcome.tester_output[-1500:], outcome.worker_output[-1500:])


def test_the_seed_of_the_judgement_is_known_and_set(judged):
    outcome = judged("", """
        import random, quantladder_task
        def test(): assert quantladder_task.seed == 4711 and random.random() == random.Random(4711).random()
    """, seed=4711)
    assert outcome.passed()


def test_without_a_module_nothing_of_the_answer_runs_before_the_tests(harness):
    outcome = harness.judge({"test_it.py": """
import pytest
import quantladder_task as task

@pytest.mark.parametrize("n", [3, 4])
def test_doubles(n):
    assert task.run(["sh", "answer.sh"], input=str(n)).text == "%d\\n" % (2 * n)

def test_that_fails():
    assert task.run(["sh", "answer.sh"], input="5").text == "11\\n"

def test_that_nothing_ran():
    assert task.run(["ls"]).text == "answer.sh\\nsolution.py\\n"
"""}, {"answer.sh": "read n\necho $((2 * n))\n", "solution.py": "open('ran', 'w')\n"}, module="")
    assert outcome.calls() == {"test_doubles[3]": "passed", "test_doubles[4]": "passed", "test_that_fails": "failed",
                               "test_that_nothing_ran": "passed"}
    assert [r["outcome"] for r in outcome.records if "canary" in r] == ["failed"] * 4
