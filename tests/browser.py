# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A real browser that a test drives as a person does, and takes pictures of.

Chromium over its DevTools protocol. Odoo's own tours stay inside one page; a consent
leaves for the provider and comes back, so it needs this.
"""

import base64
import json
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import websocket

NAMES = ("google-chrome", "chromium", "chromium-browser")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
)
PATIENCE = 60
HEIGHT = 900


def _lift_memory_limit():
    """Odoo limits its own address space; Chromium reserves far more than it uses."""
    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_AS, unlimited)


class BrowserTimeout(AssertionError):
    """What was waited for did not appear; the message holds the page's text."""


class Browser:
    """One window. Use as a context manager."""

    def __init__(self, width=1400):
        self.errors = []
        self._profile = tempfile.mkdtemp(prefix="browser-")
        self._number = 0
        self._process = self._start()
        self._socket = websocket.create_connection(
            self._page_address(), timeout=PATIENCE, suppress_origin=True
        )
        self._send("Page.enable")
        self._send("Runtime.enable")
        self.resize(width)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self._socket.close()
        self._process.terminate()
        self._process.wait(PATIENCE)
        shutil.rmtree(self._profile, ignore_errors=True)

    # === WHAT A PERSON DOES === #

    def open(self, url):
        self._send("Page.navigate", url=url)
        self.wait_until("document.readyState === 'complete'")

    def resize(self, width, height=HEIGHT):
        self._send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def click(self, selector, text=None):
        """Click the first visible element of a selector, that holds a text."""
        element = self._visible(selector, text)
        self.wait_until(f"{element} && !{element}.disabled", selector, text)
        self.run(f"{element}.scrollIntoView({{block: 'center'}})")
        box = self.run(
            f"(() => {{ const box = {element}.getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self._send(
                "Input.dispatchMouseEvent",
                type=kind,
                x=box[0],
                y=box[1],
                button="left",
                clickCount=1,
            )

    def press(self, selector, text=None):
        """Click what moves while it is drawn, such as an entry of a list that opens:
        wherever it is by then."""
        self.see(selector, text)
        self.run(f"{self._visible(selector, text)}.click()")

    def fill(self, selector, text):
        """Type a text into a field, in place of what stands there."""
        self.click(selector)
        self.type(selector, text)

    def type(self, selector, text):
        """Type a text into a field without a click, which may open or close a list."""
        self.see(selector)
        element = self._visible(selector)
        for _repeat in range(3):
            # The page may draw the field anew when it gets the focus.
            self.run(f"{element}.focus(), {element}.select?.()")
            self._send("Input.insertText", text=text)
            if self.run(f"{element}?.value") == text:
                return
        raise BrowserTimeout(f"{selector} did not take {text!r}")

    def see(self, selector, text=None, patience=PATIENCE):
        """Wait until an element is there and visible.

        :param patience: seconds
        """
        condition = f"!!{self._visible(selector, text)}"
        self.wait_until(condition, selector, text, patience=patience)

    def see_no(self, selector, text=None):
        self.wait_until(f"!{self._visible(selector, text)}", "no", selector, text)

    def text(self, selector="body"):
        return self.run(f"document.querySelector({json.dumps(selector)})?.innerText")

    def picture(self, path):
        """Take a picture of the window."""
        time.sleep(0.4)  # for what still moves
        answer = self._send("Page.captureScreenshot", format="png")
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(base64.b64decode(answer["data"]))

    # === THE PROTOCOL === #

    def run(self, script):
        """Run JavaScript in the page and return its value."""
        answer = self._send("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def wait_until(self, condition, *described, patience=PATIENCE):
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            try:
                if self.run(f"Boolean({condition})"):
                    return
            except AssertionError:
                pass  # the page is being left
            time.sleep(0.05)
        raise BrowserTimeout(
            f"Not seen: {described or condition}\n{self.text()}\n{self.errors}"
        )

    @staticmethod
    def _visible(selector, text=None):
        return (
            f"[...document.querySelectorAll({json.dumps(selector)})].find(e => "
            "e.getClientRects().length && "
            f"(e.innerText || e.value || '').includes({json.dumps(text or '')}))"
        )

    def _start(self):
        program = next(filter(None, map(shutil.which, NAMES)), None)
        if not program:
            raise AssertionError("There is no Chromium on this machine.")
        return subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={self._profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_lift_memory_limit,
        )

    def _page_address(self):
        port_file = Path(self._profile) / "DevToolsActivePort"
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if port_file.exists() and "\n" in port_file.read_text():
                port, browser_path = port_file.read_text().split("\n")[:2]
                return self._new_page(f"ws://127.0.0.1:{port}", browser_path)
            time.sleep(0.05)
        raise BrowserTimeout("Chromium did not start.")

    def _new_page(self, origin, browser_path):
        self._socket = websocket.create_connection(
            f"{origin}{browser_path}", timeout=PATIENCE, suppress_origin=True
        )
        target = self._send("Target.createTarget", url="about:blank")["targetId"]
        self._socket.close()
        return f"{origin}/devtools/page/{target}"

    def _send(self, method, **parameters):
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("method") == "Runtime.exceptionThrown":
                self.errors.append(answer["params"]["exceptionDetails"])
            if answer.get("id") != self._number:
                continue
            if "error" in answer:
                raise AssertionError(f"{method}: {answer['error']['message']}")
            return answer["result"]
