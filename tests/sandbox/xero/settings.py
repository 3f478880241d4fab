# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a test may set, with the values that the real service has."""

from dataclasses import dataclass, field

from ..changeable import Changeable


@dataclass
class Settings(Changeable):
    access_token_seconds: int = 1800
    id_token_seconds: int = 300
    code_seconds: int = 300
    refresh_grace_seconds: int = 1800
    refresh_token_seconds: int = 60 * 86400
    idempotency_seconds: int = 360
    #: Calls a tenant and app; None = no limit.
    minute_limit: int | None = 60
    day_limit: int | None = 5000
    concurrent_limit: int | None = 5
    app_minute_limit: int | None = 10000
    #: Elements in one PUT or POST.
    batch_limit: int = 50
    body_bytes: int = 3_500_000


@dataclass
class Consent:
    """How the consent page answers: by itself, or (`ask`) as a person presses.

    :param tenants: ids, names or short codes; empty = the first organization
    :param scope_granted: the scope granted in place of the one asked for
    :param user: key of the user who is signed in
    """

    answer: str = "ask"
    tenants: list = field(default_factory=list)
    scope_granted: str | None = None
    user: str = "adviser"
