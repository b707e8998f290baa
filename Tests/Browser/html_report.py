#!/usr/bin/env python3
"""Puts HTML reports to a browser, as readers would: html_report.py [PAGE.html…]

Without pages it makes those of sample_data.py, and puts the harder questions to them: names that try to run, filters by
keyboard alone, 20,000 findings. With pages, such as `configcheck check -o html` writes, it asks of each what every page
must do. A page that is more than 1 MB is taken for a large one.

Needs `pip install playwright axe-core-python`, and a browser at /usr/bin/chromium (or CHROMIUM=…), as Debian has it.
Prints figures; exits with 1 where something is wrong.
"""
import os
import re
import sys
import tempfile
import time

import axe_core_python
from playwright.sync_api import sync_playwright

BROWSER = os.environ.get("CHROMIUM", "/usr/bin/chromium")
with open(os.path.join(os.path.dirname(axe_core_python.__file__), "axe.min.js"), encoding="utf-8") as file:
    AXE = file.read()
LARGE = 1_000_000
failures = []


def check(condition, what):
    if not condition:
        failures.append(what)
        print("FAILED:", what)


class Report:
    """An open page, and all that it tried to do."""

    def __init__(self, browser, path, fragment="", scheme="light", width=1280, scripts=True):
        self.name = f"{os.path.basename(path)}{fragment} ({scheme}, {width})"
        self.trouble = []
        self.context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme,
                                           java_script_enabled=scripts)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.trouble.append(f"console: {message.text[:300]}"))
        self.page.on("pageerror", lambda error: self.trouble.append(f"error: {str(error)[:300]}"))
        self.page.on("request", self.requested)
        self.page.on("dialog", lambda dialog: (self.trouble.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("popup", lambda popup: self.trouble.append("popup"))
        self.url = "file://" + os.path.abspath(path) + fragment
        self.page.goto(self.url)

    def requested(self, request):
        if request.url.split("#")[0] != self.url.split("#")[0] and not request.url.startswith("data:"):
            self.trouble.append(f"request: {request.url[:200]}")

    def count(self):
        """What the live region says: matching, and all."""
        numbers = [int(text.replace(",", "")) for text in
                   re.findall(r"[\d,]+", self.page.locator("#count").inner_text().split(";")[0])]
        return numbers[0], numbers[-1]

    def axe(self, what):
        self.page.evaluate(AXE)
        # The policy of the page is for the page: axe looks at styles only.
        result = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        for violation in result["violations"]:
            nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
            check(False, f"{self.name}, {what}: axe {violation['id']} ({len(violation['nodes'])}): {nodes}")

    def close(self):
        check(not self.page.evaluate("window.hacked"), f"{self.name}: text from the input was run")
        for trouble in sorted(set(self.trouble)):
            check(False, f"{self.name}: {trouble}")
        self.context.close()


def until(page, expression):
    """Waits for what the page's own policy lets nobody wait for inside of it."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        time.sleep(.05)
    check(False, f"{page.url[-80:]}: in vain waited for {expression}")


def open_first(report):
    """Opens the first finding, if there is one."""
    if report.page.locator(".finding > summary").count() == 0:
        return False
    report.page.locator(".finding > summary").first.click()
    until(report.page, "document.querySelector('.finding[open] .panel').childElementCount > 0")
    report.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return True


def every_page(browser, path):
    """What holds for any report."""
    isLarge = os.path.getsize(path) > LARGE
    for scheme in ("light", "dark"):
        for width in (1400, 768, 360):
            report = Report(browser, path, scheme=scheme, width=width)
            is_open = open_first(report)
            wide = report.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            check(wide <= 0, f"{report.name}: {wide} px wider than the window")
            if width != 768:
                report.axe("with a finding open" if is_open else "as it opens")
            if width == 360 and scheme == "light" and report.page.locator("#filters").is_visible():
                report.page.click("#filters")
                report.axe("with filters")
            report.close()
    report = Report(browser, path, scripts=False)
    text = report.page.locator("body").inner_text()
    check("Compliance score" in text and "JavaScript" in text, f"{path}: says nothing without scripts")
    report.context.close()
    paper(browser, path, isLarge)


def paper(browser, path, isLarge):
    report = Report(browser, path)
    total = report.count()[0] if report.page.locator("#work").is_visible() else 0
    report.page.emulate_media(media="print")
    report.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    items = report.page.locator("#print .sheet .item").count()
    text = report.page.locator("#print").inner_text()
    check(items >= min(total, 500), f"{report.name}: {items} findings on paper")
    check(total <= 500 or "left out" in text, f"{report.name}: paper does not say that findings are left out")
    check(not report.page.locator("button:visible").count(), f"{report.name}: buttons on paper")
    # As wide as A4 between its margins; what stood out would be cut.
    report.page.set_viewport_size({"width": 688, "height": 900})
    wide = report.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    check(wide <= 0, f"{report.name}: {wide} px cut off on paper")
    report.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    check(report.page.locator("#print *").count() == 0, f"{report.name}: paper stays on the screen")
    if not isLarge:
        report.page.emulate_media(media="screen")
        check(len(report.page.pdf(format="A4")) > 10_000, f"{report.name}: no PDF")
    report.close()


def keyboard(browser, path):
    """All of it without a mouse."""
    report = Report(browser, path)
    page = report.page
    press = page.keyboard.press
    focused = "document.activeElement.matches('{}')"
    total = report.count()[1]
    press("/")
    check(page.evaluate(focused.format("#search")), "/ does not focus the search")
    page.keyboard.type("3389")
    found = report.count()
    check(0 < found[0] < total, f"searching gives {found}")
    check(page.locator(".finding").count() == found[0], "the list is not what the count says")
    press("ArrowDown")
    check(page.evaluate(focused.format(".group-head")), "down from the search is no group")
    press("ArrowDown")
    check(page.evaluate(focused.format(".finding > summary")), "down from a group is no finding")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    check(outline != "none", "the focus is not to be seen")
    press("Enter")
    page.wait_for_selector(".finding[open] .panel .evidence")
    page.wait_for_selector(".finding[open] .picture svg")
    for part in ("Evidence", "What to do", "What is around it", "Timeline", "Resource"):
        check(page.locator(f".finding[open] h4:text-is('{part}')").count() == 1, f"an open finding has no '{part}'")
    until(page, "location.hash.includes('open=') && location.hash.includes('q=3389')")
    address = page.evaluate("location.hash")
    press("Enter")
    check(page.locator(".finding[open]").count() == 0, "Enter does not close")
    press("Escape")
    check(report.count()[0] == total, "Escape does not clear")
    page.locator("#slash").focus()
    press("Space")
    press("/")
    check(not page.evaluate(focused.format("#search")), "/ cannot be switched off")
    press("Space")
    press("/")
    check(page.evaluate(focused.format("#search")), "/ cannot be switched on again")

    again = Report(browser, path, fragment=address)
    check(again.count() == found, f"{address} gives {again.count()}, not {found}")
    check(again.page.locator(".finding[open] .panel > *").count() > 0, f"{address} opens nothing")
    check(again.page.input_value("#search") == "3389", f"{address} loses the search")
    again.close()

    # A filter: reached by Tab, set by Space; its numbers are of what it would give.
    check(page.evaluate(focused.format("#search")), "the focus is lost with the list")
    for _ in range(60):
        press("Shift+Tab")
        if page.evaluate(focused.format("#facets button")):
            break
    if page.evaluate(focused.format(".rest")):
        press("Shift+Tab")
    check(page.evaluate(focused.format("#facets button")), "Tab does not reach the filters")
    number = int(page.evaluate("document.activeElement.querySelector('.number').textContent").replace(",", ""))
    press("Space")
    check(report.count()[0] == number, f"a filter of {number} gives {report.count()}")
    check(page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true", "a filter loses the focus")
    check(page.locator("#chips li").count() == 2, "a filter is not named as active")
    press("Escape")
    check(report.count()[0] == total and page.locator("#chips li").count() == 0, "Escape does not clear filters")

    severity = page.locator("#tiles button").nth(1)
    severity.focus()
    number = int(severity.locator("b").inner_text())
    press("Enter")
    check(report.count()[0] == number, f"a severity of {number} gives {report.count()}")
    press("Escape")

    # From a picture to the findings of a neighbour.
    page.locator(".group-head", has_text="restricted-common-ports").focus()
    if page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "false":
        press("Enter")
    press("ArrowDown")
    press("Enter")
    page.wait_for_selector(".finding[open] .picture svg a")
    page.locator(".finding[open] .picture svg a").first.focus()
    press("Enter")
    until(page, "location.hash.startsWith('#resource=')")
    page.wait_for_selector("#chips li")
    check(0 < report.count()[0] < total, f"a neighbour has {report.count()} findings")
    page.go_back()
    until(page, "!location.hash.startsWith('#resource=')")
    check(report.count()[0] == total, "back does not lead back")

    page.goto(report.url + "#severity=critical&severity=nonsense&rule=no-such-rule")
    page.reload()
    check(report.count()[0] == 0, "a link to a rule that is not here shows findings")
    page.locator("#theme").focus()
    press("Enter")
    check(page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 19, 22)", "no dark on demand")
    for name in ("undecided", "waived", "gone"):
        check(page.locator(f"#{name}").is_visible(), f"the part {name} is missing")
    report.close()


def hostile(browser, path):
    """Every name is text, and is to be seen."""
    report = Report(browser, path)
    page = report.page
    # Everything that the page can make of its texts.
    page.evaluate("""async () => {
      for (let i = 0; i < 40; i += 1) {
        const closed = '.group-head[aria-expanded="false"], .more, .rest';
        for (const button of document.querySelectorAll(closed)) button.click();
      }
      for (const finding of [...document.querySelectorAll('.finding')].slice(0, 120)) finding.open = true;
      await new Promise((done) => setTimeout(done, 500));
    }""")
    text = page.locator("body").inner_text()
    for part in ("<script>window.hacked = 1; alert(1)</script>", "</script><script>", "<img src=x onerror=",
                 "\\u{202E}", "\\u{1B}", "\\u{2067}", "\\u{2028}", "{{data}}", "tab\\there\\r\\nline\\u{0}"):
        check(part in text, f"{report.name}: {part} is not to be seen")
    check(not re.search("[\u202a-\u202e\u2066-\u2069\u061c\u200e\u200f\u001b]", page.content()
                        .split('<script type="application/json"')[0]), f"{report.name}: steering text in the page")
    check(page.locator("#work img, #work script, header img, header script").count() == 0, f"{report.name}: markup")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    check(wide <= 0, f"{report.name}: {wide} px wider than the window with all open")
    # A command is pasted into a shell: no name of the input may end a word in it.
    commands = page.evaluate("[...document.querySelectorAll('.command code')].map((code) => code.textContent)")
    check(any("--id RESOURCE_ID" in command for command in commands),
          f"{report.name}: no command stays to be filled in")
    for command in commands:
        filled = re.match(r"aws x --id (.*) --name (.*) --region (\S*) ?", command)
        check(filled and all(re.fullmatch(r"[\w/][\w.:/@+=,-]*", word, re.ASCII) for word in filled.groups()),
              f"{report.name}: a name that is no plain word was put into a command: {command[:100]}")
    for query in ("<script>", "\"><", "\\", "constructor", "__proto__", "\u05e9\u05dc\u05d5\u05dd"):
        page.fill("#search", query)
        check(report.count()[0] > 0, f"{report.name}: nothing is found for {query}")
    report.close()


def large(browser, path):
    """Fast enough not to think about; the limits are for slow machines that others use as well."""
    size = os.path.getsize(path)
    print(f"{os.path.basename(path)}: {size:,} bytes")
    check(size < 5_000_000, f"{path}: {size} bytes")
    start = time.perf_counter()
    report = Report(browser, path)
    report.page.wait_for_selector(".finding")
    elapsed = time.perf_counter() - start
    shown = report.page.evaluate("""() => new Promise((done) => setTimeout(() => requestAnimationFrame(() => {
      const [entry] = performance.getEntriesByType('navigation');
      const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now();
      done([entry.domContentLoadedEventEnd, Math.max(entry.domContentLoadedEventEnd, paint)]);
    })))""")
    print(f"  script done and list made {shown[0]:.0f} ms, painted {shown[1]:.0f} ms after opening"
          f" ({elapsed * 1000:.0f} ms with the browser's start)")
    check(shown[1] < 10_000, f"{path}: {shown[1]} ms until the list is painted")
    rows = report.page.locator(".finding").count()
    check(0 < rows < 1_000, f"{path}: {rows} rows at once")
    time.sleep(.5)
    times = []
    for query in ("s", "sh", "10.12", "port 33", "no such thing", ""):
        times.append((query, report.page.evaluate("""(query) => {
          const search = document.getElementById('search');
          const start = performance.now();
          search.value = query;
          search.dispatchEvent(new Event('input'));
          document.body.offsetHeight;
          return performance.now() - start;
        }""", query)))
    times.append(("a filter", report.page.evaluate("""() => {
      const start = performance.now();
      document.querySelector('#facets button').click();
      document.body.offsetHeight;
      return performance.now() - start;
    }""")))
    print("  filtering: " + ", ".join(f"{what!r} {took:.0f} ms" for what, took in times))
    check(max(took for _, took in times) < 2_000, f"{path}: filtering takes {times}")
    report.close()


def main():
    pages = sys.argv[1:]
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        if not pages:
            import assemble
            parts = assemble.page_parts()
            for name in ("style", "script"):
                check(parts[name + "Hash"] == assemble.digest(parts[name]),
                      "HTMLHashes.swift is behind: assemble.py --hashes")
            samples = assemble.write_samples(folder)
            keyboard(browser, samples["small"])
            hostile(browser, samples["hostile"])
            pages = list(samples.values())
        for path in pages:
            every_page(browser, path)
            if os.path.getsize(path) > LARGE:
                large(browser, path)
        browser.close()
    print(f"{len(pages)} pages: " + (f"{len(failures)} failures" if failures else "all as it should be"))
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
