# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A database of the bench, as Odoo sees it, in this very process."""

from contextlib import contextmanager

from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.tools import config


@contextmanager
def environment(database):
    """Yield the superuser's environment; commit at the end unless something failed."""
    with environment_of(registry(database)) as env:
        yield env


@contextmanager
def environment_of(registry):
    """The same for a registry that is loaded already."""
    with registry.cursor() as cr:
        yield Environment(cr, SUPERUSER_ID, {})


def registry(database):
    # Odoo logs to standard error: standard output is for the result.
    config.parse_config(["-d", database, "--log-level=error"], setup_logging=True)
    return Registry(database)


def admin(env):
    """The same environment for the demo's administrator, who has every right."""
    user = env.ref("base.user_admin")
    return env(user=user.id, su=False, context=user.context_get())


def admin_of(env, company):
    """The same for the administrator at work for one company.

    :param str company: its name
    """
    company = env["res.company"].search([("name", "=", company)])
    return admin(env)(context={"allowed_company_ids": company.ids})
