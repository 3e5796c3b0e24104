"""A headless Chromium, driven over WebDriver (https://www.w3.org/TR/webdriver2/): clicks, keys, console and requests."""
import base64
import json
import shutil
import subprocess
import tempfile
import urllib.request

ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars"]
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
ESCAPE, ENTER, TAB = "\ue00c", "\ue007", "\ue004"


class Browser:
    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="chromium-")
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
        self.port = None
        for line in self.driver.stdout:
            if "successfully on port" in line:
                self.port = int(line.rsplit(" ", 1)[1].strip(".\n"))
                break
        assert self.port, "chromedriver did not start"
        capabilities = {"browserName": "chrome",
                        "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
                        "goog:chromeOptions": {"args": ARGUMENTS + [f"--user-data-dir={self.profile}"]}}
        self.session = ""
        self.session = "/session/" + self.call("/session", {"capabilities": {"alwaysMatch": capabilities}})["sessionId"]

    def close(self):
        try:
            self.call("", method="DELETE")
        finally:
            self.driver.terminate()
            self.driver.wait()
            shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, path, body=None, method=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{self.session}{path}", data,
                                         {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=300) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(json.load(error)["value"]["message"]) from error

    def devtools(self, command, **parameters):
        return self.call("/goog/cdp/execute", {"cmd": command, "params": parameters})

    def open(self, path, fragment=""):
        self.call("/url", {"url": "about:blank"})
        self.log("browser")
        self.log("performance")
        self.call("/url", {"url": path.as_uri() + fragment})

    def run(self, script, *arguments):
        """What `script` returns; a promise is waited for."""
        return self.call("/execute/sync", {"script": script, "args": list(arguments)})

    def click(self, selector):
        found = self.call("/element", {"using": "css selector", "value": selector})
        self.call(f"/element/{found[ELEMENT]}/click", {})

    def press(self, key):
        self.call("/actions", {"actions": [{"type": "key", "id": "keys", "actions": [
            {"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]}]})

    def back(self):
        self.call("/back", {})

    def size(self, width, height):
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def dark(self, on):
        feature = {"name": "prefers-color-scheme", "value": "dark" if on else "light"}
        self.devtools("Emulation.setEmulatedMedia", features=[feature])

    def log(self, kind):
        return self.call("/se/log", {"type": kind})

    def console(self):
        """What the console says: errors, warnings and what a policy kept from running."""
        return [line["message"] for line in self.log("browser")]

    def requests(self):
        """Every address that was asked for, but for empty pages and for what the page's policy kept from being asked."""
        events = [json.loads(line["message"])["message"] for line in self.log("performance")]
        of = lambda method: [each["params"] for each in events if each["method"] == method]
        blocked = {each["requestId"] for each in of("Network.loadingFailed") if each.get("blockedReason") == "csp"}
        asked = [(each["requestId"], each["request"]["url"]) for each in of("Network.requestWillBeSent")]
        return [url for request, url in asked if url != "about:blank" and request not in blocked]

    def pdf(self):
        return base64.b64decode(self.devtools("Page.printToPDF", printBackground=True)["data"])

    def screenshot(self, path):
        path.write_bytes(base64.b64decode(self.call("/screenshot")))


def wait_for(browser, script, expected):
    """Waits until `script` returns what is expected: a block is unpacked behind the click."""
    got = browser.run(f"""const get = () => {{ {script} }};
      return new Promise(done => {{
        const end = Date.now() + 20000;
        const look = () => JSON.stringify(get()) === arguments[0] || Date.now() > end ? done(get()) : setTimeout(look, 20);
        look();
      }})""", json.dumps(expected, separators=(",", ":")))
    assert got == expected
