import os
import subprocess

import pytest

from browser import Browser


@pytest.fixture(scope="session")
def browser():
    made = Browser()
    yield made
    made.close()


@pytest.fixture(scope="session")
def make_page(tmp_path_factory):
    """Writes a page by tests/page/page_fixture.cpp; returns its path."""
    folder = tmp_path_factory.mktemp("pages")

    def make(*words, text=b""):
        path = folder / ("-".join(words) + ".html")
        subprocess.run([os.environ["PAGE_FIXTURE"], *words, str(path)], input=text, check=True)
        return path

    return make
