import os
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
JUDGE = os.path.join(HERE, "..", "..", "..", "src", "judge")
sys.path[:0] = [HERE, *(os.path.join(JUDGE, folder) for folder in ("split", "program", "python"))]

from launcher import Harness


@pytest.fixture(scope="session")
def harness():
    with Harness() as made:
        yield made


@pytest.fixture
def judged(harness):
    """judged(answer, tests): what the judge says of one file of tests against one answer."""
    from textwrap import dedent

    def judge(answer, tests, **more):
        files = answer if isinstance(answer, dict) else {"solution.py": answer}
        files = {path: dedent(text) if isinstance(text, str) else text for path, text in files.items()}
        return harness.judge({"test_it.py": dedent(tests)}, files, **more)

    return judge

