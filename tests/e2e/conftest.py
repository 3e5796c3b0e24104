import pytest

from harness import Workplace


@pytest.fixture
def workplace(tmp_path):
    """Makes a Workplace in the test's own folder."""
    made = []

    def make(*arguments, **keys):
        made.append(Workplace(tmp_path, *arguments, **keys))
        return made[-1]

    yield make
    for place in made:
        place.end()
