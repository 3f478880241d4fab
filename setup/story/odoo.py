# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A logged-in browser, less the screen."""

import requests

#: Seconds for one request.
TIMEOUT = 60


class Refusal(Exception):
    """Odoo said no; the message says why."""


class Odoo:
    """The administrator of the demo data, at work in one company.

    :param str company: its name; None = the one Odoo opens with
    """

    def __init__(self, url, database, company=None):
        self.url = url
        self.session = requests.Session()
        login = {"db": database, "login": "admin", "password": "admin"}
        companies = self._ask("/web/session/authenticate", login)["user_companies"]
        self.company = companies["current_company"]
        if company:
            [self.company] = [
                allowed["id"]
                for allowed in companies["allowed_companies"].values()
                if allowed["name"] == company
            ]

    def call(self, model, method, *args, context=None, **kwargs):
        """Call a public method of a model."""
        context = {**(context or {}), "allowed_company_ids": [self.company]}
        params = {
            "model": model,
            "method": method,
            "args": list(args),
            "kwargs": {**kwargs, "context": context},
        }
        return self._ask(f"/web/dataset/call_kw/{model}/{method}", params)

    def find(self, model, domain, *fields, **options):
        return self.call(model, "search_read", domain, list(fields), **options)

    def _ask(self, path, params):
        answer = self.session.post(
            f"{self.url}{path}",
            json={"jsonrpc": "2.0", "params": params},
            timeout=TIMEOUT,
        ).json()
        if "error" in answer:
            raise Refusal(answer["error"]["data"]["message"])
        return answer.get("result")  # a method may give nothing
