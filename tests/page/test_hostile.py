"""Text from outside never runs and loads nothing, whatever it says; not even where escaping is broken."""
import json
import pathlib

import pytest

from browser import wait_for

HOSTILE = json.loads((pathlib.Path(__file__).parents[1] / "fixtures" / "hostile.json").read_text(encoding="utf-8"))
# A policy keeps nothing from leading elsewhere by itself: against that escaping stands alone.
RAW = [text for text in HOSTILE if "<" in text and "http-equiv=refresh" not in text]


def to_bytes(text):
    return text.encode("utf-8", "surrogatepass")


def expect_harmless(browser, page):
    assert browser.run("return window.pwned === undefined && document.title !== 'pwned'")
    assert browser.requests() == [page.as_uri()]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_a_text_in_every_field_is_only_text(browser, make_page, number):
    page = make_page("hostile", text=to_bytes(HOSTILE[number]))
    browser.open(page, "#cell/q4_k_m/L3/1")
    wait_for(browser, "return document.querySelectorAll('dialog h3').length", 1)
    browser.click(".beside button")
    wait_for(browser, "return document.querySelectorAll('dialog h3').length", 2)
    expect_harmless(browser, page)
    assert browser.console() == []


def test_all_texts_at_once(browser, make_page):
    page = make_page("hostile", text=b"\n".join(map(to_bytes, HOSTILE)))
    browser.open(page)
    expect_harmless(browser, page)
    assert browser.console() == []


def test_all_texts_at_once_in_the_page_of_nights(browser, make_page):
    page = make_page("hostile_nights", text=b"\n".join(map(to_bytes, HOSTILE)))
    browser.open(page)
    assert len(browser.run("return [...document.querySelectorAll('h2')].map(e => e.textContent)")) == 3
    expect_harmless(browser, page)
    assert browser.console() == []


def test_nothing_runs_where_escaping_is_broken(browser, make_page):
    page = make_page("hostile", text=b"UNESCAPED")
    broken = page.with_name("broken.html")
    text = page.read_text(encoding="utf-8")
    assert "UNESCAPED" in text
    broken.write_text(text.replace("UNESCAPED", "".join(RAW)), encoding="utf-8", errors="surrogatepass")
    browser.open(broken)
    assert browser.run("return window.pwned === undefined && location.href") == broken.as_uri()
    assert [url for url in browser.requests() if not url.startswith("file:")] == []
    # The same page without its policy runs them: the test can fail.
    head, rest = text.split("<meta http-equiv", 1)
    open_page = page.with_name("open.html")
    open_page.write_text((head + rest.split(">", 1)[1]).replace("UNESCAPED", "".join(RAW)), encoding="utf-8",
                         errors="surrogatepass")
    browser.open(open_page)
    assert browser.run("return window.pwned !== undefined")
