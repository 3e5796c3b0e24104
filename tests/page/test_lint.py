"""What the page's script may not have, whatever a browser says of it."""
import pathlib
import re

PAGE = pathlib.Path(__file__).parents[2] / "src" / "report" / "page"
SCRIPT = (PAGE / "page.js").read_text(encoding="utf-8")
STYLE = (PAGE / "page.css").read_text(encoding="utf-8")


def test_the_script_is_small_and_strict():
    assert len(SCRIPT.encode()) <= 6 * 1024
    assert SCRIPT.startswith('"use strict";\n')
    assert max(map(len, SCRIPT.splitlines())) <= 140 and "\t" not in SCRIPT


def test_text_enters_the_page_by_text_content_alone():
    banned = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|\bFunction\b|setTimeout\(['\"]|\.on[a-z]+\s*=|createContextualFragment|DOMParser|\bvar\b|=="
    found = [match.group() for match in re.finditer(banned, SCRIPT.replace("===", "").replace("!==", ""))]
    assert found == []


def test_neither_leads_to_another_place():
    for text in (SCRIPT, STYLE):
        assert not re.search(r"https?:|//[a-z]|url\(|@import|fetch\(|XMLHttpRequest|WebSocket|import\(", text)


def test_every_variable_of_the_style_is_in_the_palette():
    palette = (PAGE.parent / "chart" / "palette.h").read_text(encoding="utf-8")
    for name in set(re.findall(r"var\(--([a-z_0-9]+)\)", STYLE)):
        assert f'"{name}"' in palette, name
