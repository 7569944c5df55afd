"""Opens undertone-monitor's page in headless Chromium while a real undertone listens, and looks at what it does (monitor-browser.sh)."""

import base64
import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

undertone, monitor, recording, pictures = sys.argv[1:5]
failures = 0


def check(name, is_well, said=""):
    global failures
    failures += not is_well
    print(f"ok      {name}" if is_well else f"FAILED  {name}: {said}", flush=True)


def wait(seconds, condition):
    """The first true value of `condition`, or the last one after `seconds`."""
    end = time.monotonic() + seconds
    while not (value := condition()) and time.monotonic() < end:
        time.sleep(0.1)
    return value


class Pair:
    """undertone | undertone-monitor, with this program between them: it can add lines, and hold them up."""

    def __init__(self, port):
        self.source = None
        self.monitor = subprocess.Popen([monitor, "--port", str(port)], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        said = self.monitor.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
        if not found:
            sys.exit(f"monitor-browser: the monitor did not start: {said}")
        self.port = int(found[1])
        self.last = None
        self.start()

    def start(self):
        self.source = subprocess.Popen(
            [undertone, "listen", "--input", recording, "--pace", "real"], stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self.pass_on, args=[self.source], daemon=True).start()

    def pass_on(self, source):
        try:
            for line in source.stdout:
                self.last = json.loads(line)
                self.write(line)
        except (BrokenPipeError, ValueError):
            pass  # the monitor was stopped, as the test wanted

    def write(self, line):
        self.monitor.stdin.write(line)
        self.monitor.stdin.flush()

    def add(self, kind, **fields):
        """An event that a file does not have, at the stream's last moment."""
        common = {key: self.last[key] for key in ("seq", "time", "monotonic_ns", "stream_s")}
        self.write(json.dumps({"type": kind, **common, **fields}) + "\n")

    def hush(self):
        self.source.kill()
        self.source.wait()

    def stop(self):
        self.hush()
        self.monitor.terminate()
        return self.monitor.wait(5)


options = webdriver.ChromeOptions()
for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1440,900"):
    options.add_argument(argument)
options.binary_location = shutil.which("chromium")
options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
profile = tempfile.TemporaryDirectory()
options.add_argument(f"--user-data-dir={profile.name}")
browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))


def text(name):
    return browser.find_element(By.ID, name).text


def run(script, *arguments):
    return browser.execute_script(script, *arguments)


def drawn():
    """What the canvas says of itself, and all its pixels in one string."""
    return run("const c = document.getElementById('timeline'); return [+c.dataset.estimates, +c.dataset.gaps, c.toDataURL()]")


def press(*keys):
    run("document.activeElement.blur()")
    ActionChains(browser).send_keys(*keys).perform()
    time.sleep(0.4)


def media(**features):
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"features": [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]})


def size(width, height):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500})
    time.sleep(0.6)


def picture(name):
    if pictures:
        shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
        with open(f"{pictures}/{name}.png", "wb") as file:
            file.write(base64.b64decode(shot["data"]))


# Pixels of the lanes that have the hatching's ink.
HATCHED = """
const c = document.getElementById('timeline');
const ink = getComputedStyle(c).getPropertyValue('--muted').match(/[0-9a-f]{2}/gi).map((pair) => parseInt(pair, 16));
const from = Math.round(0.25 * c.height), data = c.getContext('2d').getImageData(0.1 * c.width, from, 0.9 * c.width, 0.4 * c.height).data;
let count = 0;
for (let i = 0; i < data.length; i += 4)
  if (data[i + 3] > 200 && ink.every((channel, k) => Math.abs(data[i + k] - channel) < 24)) count++;
return count;
"""

# Text whose contrast with its ground is below WCAG AA.
PALE = """
const channels = (colour) => colour.match(/[0-9.]+/g).map(Number);
const luminance = (colour) => channels(colour).slice(0, 3)
  .map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
  .reduce((sum, c, k) => sum + c * [0.2126, 0.7152, 0.0722][k], 0);
const pale = [];
for (const element of document.querySelectorAll('body *')) {
  const own = [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
  const style = getComputedStyle(element);
  if (!own.length || !element.getClientRects().length || element.closest('.hidden, .skip, :disabled, noscript')) continue;
  let ground = element;
  while (ground && (channels(getComputedStyle(ground).backgroundColor)[3] ?? 1) === 0) ground = ground.parentElement;
  const pair = [luminance(style.color), luminance(getComputedStyle(ground ?? document.body).backgroundColor)].sort((a, b) => b - a);
  const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
  const pixels = parseFloat(style.fontSize);
  const large = pixels >= 24 || (pixels >= 18.66 && style.fontWeight >= 700);
  if (ratio < (large ? 3 : 4.5)) pale.push(`${element.tagName}#${element.id} ${ratio.toFixed(2)}`);
}
return pale;
"""

try:
    pair = Pair(0)
    own = f"http://127.0.0.1:{pair.port}/"
    browser.get(own)

    # Events flow.
    check("events come: the page says live", wait(10, lambda: text("status-text") == "Live"), text("status-text"))
    first = wait(10, lambda: drawn() if drawn()[0] > 5 else None)
    answers = set()
    wait(14, lambda: answers.add(text("word") + text("confidence")) or len(answers) > 3)
    check("the current estimate changes", len(answers) > 3 and any(word.startswith("unknown") for word in answers), answers)
    later = drawn()
    check("the timeline gains estimates and is drawn anew", later[0] > first[0] and later[2] != first[2], (first[0], later[0]))
    said = wait(10, lambda: run("return document.getElementById('said').textContent"))
    check("settled changes are said to screen readers", bool(said) and said.split(" ")[0] in ("Settled:", "Nothing"), said)

    # A gap, a signal with words that look like HTML, an alert.
    before = run(HATCHED)
    pair.add("gap", lost_samples=24000, lost_ms=1500.0, cause="overrun", lstm="decayed", merged=1)
    gaps = wait(3, lambda: drawn()[1])
    after = run(HATCHED)
    check("a gap is drawn: hatched, in every lane", gaps == 1 and after > before + 150, (gaps, before, after))
    check("… and stands in the log", "1.5 s lost, 24,000 samples: overrun" in text("log"), text("log")[:200])
    pair.add("signal", state="clipping", detail='<b id="injected">2.1 %</b> of samples')
    pair.add("alert", rule="sustained-anger", state="raised", since_s=max(0, pair.last["stream_s"] - 3))
    check("an alert stands beside the answer", wait(3, lambda: "alert sustained-anger" in text("alerts")), text("alerts"))
    check("words of events are text, never HTML", '<b id="injected">' in text("log") and not run("return document.getElementById('injected')"))
    check("a suspicious signal is said", wait(3, lambda: text("status-text") == "Bad signal: clipping"), text("status-text"))

    pair.add("news", story="of a newer daemon")
    pair.add("health", uptime_s=1)
    seen = drawn()[0]
    check("events that the page does not know do not stop it", wait(5, lambda: drawn()[0] > seen), seen)

    # Looks.
    for width, height, scheme in [(1440, 900, "light"), (1440, 900, "dark"), (360, 740, "light"), (360, 740, "dark"), (3840, 2160, "light")]:
        media(prefers_color_scheme=scheme)
        size(width, height)
        wide, seen = run("return [document.documentElement.scrollWidth, innerWidth]")
        check(f"{width}×{height} {scheme}: nothing sticks out sideways", wide <= width, (wide, seen))
        pale = run(PALE)
        check(f"{width}×{height} {scheme}: contrast AA", not pale, pale)
        picture(f"monitor-{width}x{height}-{scheme}")
    media(prefers_color_scheme="light")
    size(1440, 900)
    check("a desk's screen needs no scrolling", run("return document.documentElement.scrollHeight <= innerHeight"))

    # Keys.
    pair.add("signal", state="ok", detail="")
    press(Keys.SPACE)
    time.sleep(1.2)  # the estimate of the moment itself comes half a second later
    paused = drawn()
    time.sleep(1.5)
    check("space pauses", text("pause") == "Paused" and drawn()[2] == paused[2], text("pause"))
    press(Keys.ARROW_LEFT)
    check("← scrolls back", drawn()[2] != paused[2] and text("readout").startswith("up to"), text("readout"))
    span = text("span")
    press("+")
    check("+ shows a shorter time", text("span") != span, span)
    press("-")
    check("− shows a longer time", text("span") == span, text("span"))
    press(Keys.END)
    check("End is live again", text("pause") == "Pause" and not text("readout"), text("readout"))
    run("document.activeElement.blur()")
    reached = []
    for _ in range(22):
        ActionChains(browser).send_keys(Keys.TAB).perform()
        reached.append(run("""
            const e = document.activeElement, shown = e.matches('#filter input') ? e.nextElementSibling : e, style = getComputedStyle(shown);
            return [e.id || e.value || e.className || e.tagName, style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2]"""))
    names = [name for name, _ in reached]
    check("Tab reaches every control", {"skip", "back", "pause", "out", "in", "change", "health", "log", "SUMMARY"} <= set(names), names)
    check("focus is visible everywhere", all(visible for name, visible in reached if name != "BODY"), reached)
    browser.find_element(By.CSS_SELECTOR, "#table summary").click()
    rows = wait(3, lambda: len(browser.find_elements(By.CSS_SELECTOR, "#rows tr")))
    check("the timeline is there as a table", rows > 20, rows)
    browser.find_element(By.CSS_SELECTOR, "#table summary").click()
    check("the picture has words", "estimates" in browser.find_element(By.ID, "timeline").get_attribute("aria-label"))

    # Silence: never a stale value that looks fresh.
    pair.hush()
    stale = wait(4, lambda: text("reason").startswith("stale"))
    check("without new estimates the answer is unknown, stale", stale and text("word") == "unknown" and not text("confidence"), text("answer"))
    check("after two heartbeats the daemon is said to be silent", wait(30, lambda: "has been silent" in text("status-text")), text("status-text"))
    picture("monitor-silent")

    # The monitor is restarted.
    code = pair.stop()
    check("SIGTERM ends the monitor with 0", code == 0, code)
    check("the page says that the monitor is gone", wait(10, lambda: "monitor is gone" in text("status-text")), text("status-text"))
    lost = browser.get_log("browser")
    before = drawn()[0]
    pair = Pair(pair.port)
    check("it connects again by itself", wait(15, lambda: text("status-text") == "Live"), text("status-text"))
    check("… and shows what there is, old and new", wait(10, lambda: drawn()[0] > before), (before, drawn()[0]))

    # The end of the events.
    pair.hush()
    pair.monitor.stdin.close()
    check("the end of the events is said", wait(5, lambda: "events ended at" in text("status-text")), text("status-text"))
    check("… and nothing is known any more", text("word") == "unknown" and text("reason") == "the events have ended", text("reason"))

    # While the monitor was away its address could not be reached; everything else would be an error of the page.
    away = ("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING")
    errors = [entry for entry in lost + browser.get_log("browser")
              if entry["source"] != "rendering" and not any(word in entry["message"] for word in away)]
    check("no errors in the console", not errors, errors)
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [message["params"]["request"]["url"] for message in messages if message["method"] == "Network.requestWillBeSent"]
    # The browser's own new tab comes first; a data: URL asks nobody.
    asked = [url for url in asked if not url.startswith(("chrome:", "data:"))]
    foreign = [url for url in asked if not url.startswith(own)]
    check(f"no request to elsewhere, of {len(asked)}", len(asked) > 7 and not foreign, foreign)
    pair.stop()
finally:
    browser.quit()

sys.exit(1 if failures else 0)
