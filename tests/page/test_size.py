"""Ten thousand cells with their texts open about as fast as without, and no more is unpacked than what is opened."""
CELLS = "10240"
LOADED = "const t = performance.getEntriesByType('navigation')[0]; return t.loadEventEnd - t.startTime"


def load_times(browser, pages, rounds=5):
    times = {page: [] for page in pages}
    for _ in range(rounds):
        for page in pages:
            browser.open(page)
            times[page].append(browser.run(LOADED))
    return [sorted(times[page])[rounds // 2] for page in pages]


def test_ten_thousand_cells(browser, make_page):
    bare, full = make_page("cells", CELLS, "0"), make_page("cells", CELLS, "5000")
    assert full.stat().st_size <= 25e6
    browser.size(1200, 900)
    without, with_texts = load_times(browser, [bare, full])
    print(f"load event: {without:.0f} ms without texts, {with_texts:.0f} ms with them, {full.stat().st_size / 1e6:.1f} MB")
    # The times are told, not judged: no test depends on speed (benchmarks/README.md has the figures).
    assert browser.run("return unpacked.size") == 0
    browser.run("return find('cell/q4_0/L3/400')")
    assert 1 <= browser.run("return unpacked.size") <= 2
    assert browser.console() == []
