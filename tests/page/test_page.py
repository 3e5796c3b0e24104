"""The page in a browser: nothing is loaded or complained of, and a reader can sort, open, compare, go back and print."""
import html5lib
import pytest

from browser import ENTER, ESCAPE, TAB, wait_for

PAGES = ["every_figure", "eventful", "one_model", "many_models", "imported", "no_records", "nights"]
CELL = "#cell/q4_k_m/L3/1"
OPEN = "return document.querySelector('dialog').open"
HEADINGS = "return [...document.querySelectorAll('dialog h3')].map(each => each.textContent)"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_valid_asks_for_nothing_and_says_nothing_to_the_console(browser, make_page, name):
    page = make_page(name)
    html5lib.HTMLParser(strict=True).parse(page.read_text(encoding="utf-8"))
    browser.size(1200, 900)
    browser.open(page)
    assert browser.console() == []
    assert browser.requests() == [page.as_uri()]
    empty = """return [...document.querySelectorAll('svg.chart')].filter(s => !s.querySelector('path,circle,rect:not(.band):not(.hit)'))
      .map(s => s.querySelector('title').textContent)"""
    assert browser.run(empty) == []
    ids = browser.run("return [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_scrolls_no_page_sideways(browser, make_page, name):
    browser.size(390, 844)
    browser.open(make_page(name))
    assert browser.run("return document.documentElement.scrollWidth") <= 390
    shown = "return [...document.querySelectorAll('figure svg')].filter(s => s.checkVisibility()).every(s => s.getBoundingClientRect().right <= 391)"
    assert browser.run(shown)


def test_one_of_the_two_layouts_of_a_chart_is_shown(browser, make_page):
    page = make_page("every_figure")
    shown = "return [...document.querySelectorAll('#chart-score svg')].map(s => s.checkVisibility())"
    for width, expected in ((1200, [True, False]), (390, [False, True])):
        browser.size(width, 900)
        browser.open(page)
        assert browser.run(shown) == expected


def test_the_first_screen_has_the_answer_every_model_and_the_table(browser, make_page):
    browser.size(1200, 900)
    browser.open(make_page("every_figure"))
    inside = "return document.querySelector(arguments[0]).getBoundingClientRect().bottom < innerHeight"
    for selector in (".verdict", ".chips", "table"):
        assert browser.run(inside, selector), selector
    chips = browser.run("return [...document.querySelectorAll('.chips b')].map(e => e.textContent)")
    assert chips == ["f16", "q8_0", "q4_k_m", "q4_0"]


def column(browser, number):
    return browser.run("return [...document.querySelector('table').tBodies[0].rows].map(r => r.cells[arguments[0]].textContent)", number)


def test_a_table_is_sorted_by_value_with_the_unknown_last(browser, make_page):
    browser.size(1200, 900)
    browser.open(make_page("every_figure"))
    titles = browser.run("return [...document.querySelectorAll('table:first-of-type th button')].map(e => e.textContent)")
    size = titles.index("Size")
    in_order = ["4.56 GiB", "4.61 GiB", "7.92 GiB", "14.90 GiB"]
    button = f"thead th:nth-child({size + 1}) button"
    for order, expected in (("descending", in_order[::-1]), ("ascending", in_order)):
        browser.click(button)
        assert column(browser, size) == expected
        assert browser.run("return document.querySelector(arguments[0]).parentElement.getAttribute('aria-sort')", button) == order
    assert browser.run("return document.querySelectorAll('table:first-of-type th[aria-sort]').length") == 1
    assert browser.console() == []


def test_what_is_not_known_stays_last_in_both_orders(browser, make_page):
    browser.size(1200, 900)
    browser.open(make_page("unknown_speed"))
    titles = browser.run("return [...document.querySelectorAll('table:first-of-type th button')].map(e => e.textContent)")
    speed = titles.index("Tokens/s")
    for _ in range(2):
        browser.click(f"thead th:nth-child({speed + 1}) button")
        assert column(browser, speed).index("-") == 2


def test_a_cell_opens_by_its_address_and_closes_by_key_button_and_back(browser, make_page):
    page = make_page("every_figure")
    browser.size(1200, 900)
    browser.open(page, CELL)
    wait_for(browser, HEADINGS, ["q4_k_m/L3/iteration 1: pass"])
    assert browser.run(OPEN)
    kept = browser.run("return document.querySelector('dialog').textContent")
    for text in ("Hidden tests", "test_a.py::test_first", "range", "Tokens/s", "Seed"):
        assert text in kept
    browser.press(ESCAPE)
    assert not browser.run(OPEN) and browser.run("return location.hash") == ""
    browser.run("location.hash = arguments[0]", CELL)
    wait_for(browser, OPEN, True)
    browser.click("dialog > button")
    assert not browser.run(OPEN) and browser.run("return location.hash") == ""
    browser.run("location.hash = arguments[0]", CELL)
    wait_for(browser, OPEN, True)
    browser.back()
    wait_for(browser, OPEN, False)
    assert browser.console() == [] and browser.requests() == [page.as_uri()]


def test_the_same_cell_of_another_model_is_shown_beside(browser, make_page):
    browser.size(1200, 900)
    browser.open(make_page("every_figure"), CELL)
    wait_for(browser, HEADINGS, ["q4_k_m/L3/iteration 1: pass"])
    browser.click(".beside button:nth-child(1)")
    wait_for(browser, HEADINGS, ["q4_k_m/L3/iteration 1: pass", "f16/L3/iteration 1: pass"])
    left, right = browser.run("return [...document.querySelectorAll('dialog article')].map(a => a.getBoundingClientRect().left)")
    assert left < right
    browser.click(".beside button:nth-child(1)")
    wait_for(browser, HEADINGS, ["q4_k_m/L3/iteration 1: pass"])


def test_a_cell_that_is_not_there_is_said(browser, make_page):
    browser.open(make_page("every_figure"), "#cell/q4_k_m/L9/1")
    wait_for(browser, OPEN, True)
    assert "no such cell" in browser.run("return document.querySelector('dialog').textContent")


def test_every_link_leads_to_something(browser, make_page):
    browser.open(make_page("every_figure"))
    lost = browser.run("""return [...document.querySelectorAll('main a')].map(a => a.getAttribute('href'))
      .filter(href => !href.startsWith('#cell/') && !document.getElementById(decodeURIComponent(href.slice(1))) && !document.getElementById(href.slice(1)))""")
    assert lost == []
    cells = browser.run("return [...new Set([...document.querySelectorAll('a[href^=\"#cell/\"]')].map(a => a.getAttribute('href').slice(1)))]")
    missing = browser.run("""return Promise.all(arguments[0].map(async href => (await find(href)) ? '' : href))
      .then(all => all.filter(each => each))""", cells)
    assert missing == []


def test_the_keyboard_opens_a_cell_and_sorts(browser, make_page):
    browser.size(1200, 900)
    browser.open(make_page("every_figure"))
    browser.press(TAB)
    assert browser.run("return document.activeElement.tagName") == "BUTTON"
    browser.press(ENTER)
    assert browser.run("return document.activeElement.parentElement.getAttribute('aria-sort')") == "descending"
    browser.run("[...document.querySelectorAll('#chart-cells-1 a')].find(a => a.checkVisibility()).focus()")
    browser.press(ENTER)
    wait_for(browser, OPEN, True)


def test_dark_and_light_follow_the_reader(browser, make_page):
    browser.size(1200, 900)
    browser.open(make_page("every_figure"))
    ground = "return getComputedStyle(document.body).backgroundColor"
    mark = "return getComputedStyle(document.querySelector('#chart-score text')).fill"
    seen = []
    for on in (False, True):
        browser.dark(on)
        seen.append((browser.run(ground), browser.run(mark)))
    browser.dark(False)
    assert seen[0][0] == "rgb(255, 255, 255)" and seen[0] != seen[1]
    assert seen[1][0] != seen[1][1]


def test_it_prints(browser, make_page):
    browser.open(make_page("every_figure"))
    pdf = browser.pdf()
    assert pdf.startswith(b"%PDF-") and pdf.count(b"/Type /Page\n") >= 3
    shown = "return [getComputedStyle(document.querySelector('nav')).display, getComputedStyle(document.body).backgroundColor]"
    browser.devtools("Emulation.setEmulatedMedia", media="print", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    try:
        assert browser.run(shown) == ["none", "rgb(255, 255, 255)"]
    finally:
        browser.devtools("Emulation.setEmulatedMedia", media="", features=[])


def test_without_its_script_every_sentence_table_and_chart_is_there(browser, make_page):
    page = make_page("every_figure")
    browser.size(1200, 900)
    browser.open(page)
    count = "return [document.querySelectorAll('main p, main li').length, document.querySelectorAll('main tr').length, document.querySelectorAll('main svg').length]"
    with_script = browser.run(count)
    browser.devtools("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(page)
        assert browser.run(count) == with_script
    finally:
        browser.devtools("Emulation.setScriptExecutionDisabled", value=False)


def test_texts_of_passes_are_left_out_first_and_the_page_says_so(browser, make_page):
    page = make_page("small_budget")
    browser.open(page)
    said = [text for text in browser.run("return [...document.querySelectorAll('.warning')].map(e => e.textContent)") if "left out" in text]
    assert len(said) == 1 and "0 other cells" in said[0]
    assert page.stat().st_size < 450_000
