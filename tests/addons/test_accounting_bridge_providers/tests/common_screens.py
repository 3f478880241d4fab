# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import os
from contextlib import contextmanager
from pathlib import Path

from odoo.tests import common

from .common import LOGIN, BooksCase
from .repository import REPOSITORY

from tests.browser import Browser, BrowserTimeout  # isort: skip

WIDTHS = (1400, 800)


class ScreensCase(BooksCase):
    """The screens in a real browser, over real HTTP to the provider's sandbox.

    With ``--pictures FOLDER`` each screen is kept as a picture, at both widths.
    """

    def setUp(self):
        super().setUp()
        self.folder = os.environ.get("ACCOUNTING_BRIDGE_PICTURES")
        self.browser = self.enterContext(Browser())
        # Names that a reader of the pictures understands.
        self.company.name = "My Company"
        self.partner_a.name = "Harbor Furniture"
        self.env.user.name = "Sam Seller"

    def picture(self, name):
        if not self.folder:
            return
        for width in WIDTHS:
            self.browser.resize(width)
            suffix = "" if width == WIDTHS[0] else f"_{width}"
            folder = Path(REPOSITORY, self.folder, self.books.CODE)
            self.browser.picture(folder / f"{name}{suffix}.png")
        self.browser.resize(WIDTHS[0])

    def log_in(self):
        """As the administrator of the bridge. All that the database needs is there by
        now: from here on the test looks at it `alone`."""
        self.env.flush_all()
        self.enterContext(self.allow_requests(all_requests=True))
        self.origin = self.connection.get_base_url()
        browser = self.browser
        browser.open(f"{self.origin}/web/login")
        browser.fill("input[name=login]", LOGIN)
        browser.fill("input[name=password]", LOGIN)
        browser.click("button[type=submit]", "Log in")
        # The first page waits for the bundles of scripts and styles to be made.
        browser.see(".o_main_navbar", patience=120)

    @contextmanager
    def alone(self):
        """For what the test does in the database itself: the browser's requests share
        its cursor, so they wait meanwhile."""
        with common._registry_test_lock:
            self.env.invalidate_all()
            yield
            self.env.flush_all()

    def go(self, path):
        self.browser.open(f"{self.origin}/odoo/{path}")

    def choose(self, field, name):
        """Pick a record in a many2one, as a person types and clicks: once more where
        the page was drawn anew meanwhile and has closed the list."""
        browser = self.browser
        item = ".o-autocomplete--dropdown-item"
        browser.type(f".modal [name={field}] input", name)
        try:
            browser.see(f"{item} a", name, patience=5)
        except BrowserTimeout:
            browser.run("document.activeElement.blur()")
            browser.type(f".modal [name={field}] input", name)
        browser.press(f"{item} a", name)
        browser.run("document.activeElement.blur()")
        browser.see_no(".o-autocomplete--dropdown-menu")
