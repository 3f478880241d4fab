# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The handles that every provider has for its apps and its limits."""


class AppHandles:
    """Mixed into a sandbox whose state has `apps` and `settings`.

    Each handle is a control call below /_sandbox, too. Subclasses give
    `set_consent`, whose values differ.
    """

    def __init__(self, port=0, host="127.0.0.1"):
        super().__init__(port, host)
        self.control.add("POST", "consent", lambda body, _: self.set_consent(**body))
        self.control.add("POST", "limits", lambda body, _: self.set_limits(**body))
        self.control.add("POST", "apps", lambda body, _: self.register_app(**body))

    def register_app(self, client_id, secret, redirect_uris=()):
        """From now on only registered apps may come.

        :param redirect_uris: the addresses that are allowed; empty = any
        """
        self.state.apps.register(client_id, secret, redirect_uris)
        return {"client_id": client_id}

    def set_limits(self, **values):
        """Change settings.Settings: limits, lifetimes; None = no limit."""
        return self.state.settings.update(**values)
