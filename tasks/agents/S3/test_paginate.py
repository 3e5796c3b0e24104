import pytest

from solution import paginate


def page_of(count, page, per_page):
    got = paginate(list(range(count)), page, per_page)
    assert type(got) is tuple and len(got) == 2 and type(got[0]) is list and type(got[1]) is int
    return got


def test_full_pages():
    assert [page_of(6, page, 3) for page in (1, 2)] == [([0, 1, 2], 2), ([3, 4, 5], 2)]


def test_the_rest_is_on_a_last_page():
    assert page_of(7, 3, 3) == ([6], 3)
    assert page_of(8, 3, 3) == ([6, 7], 3)


def test_fewer_items_than_a_page_holds():
    assert page_of(2, 1, 10) == ([0, 1], 1)


def test_the_pages_before_a_partial_one():
    assert [page_of(7, page, 3) for page in (1, 2)] == [([0, 1, 2], 3), ([3, 4, 5], 3)]


def test_a_multiple_has_no_further_page():
    assert page_of(6, 3, 3) == ([], 2)


def test_without_items_there_are_no_pages():
    assert page_of(0, 1, 5) == ([], 0)


@pytest.mark.parametrize("page", [0, -1, 4, 100])
def test_a_page_that_does_not_exist(page):
    assert page_of(7, page, 3) == ([], 3)


def test_pages_of_one_item():
    assert [page_of(3, page, 1) for page in (1, 2, 3)] == [([0], 3), ([1], 3), ([2], 3)]


def test_many_items():
    size = 10 ** 5 + 1
    assert page_of(size, 101, 1000) == ([size - 1], 101)
