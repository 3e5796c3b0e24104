import pytest

from harness import Workplace


@pytest.fixture
def workplace(tmp_path):
    """Makes a Workplace in the test's own folder."""
    return lambda *arguments, **keys: Workplace(tmp_path, *arguments, **keys)
