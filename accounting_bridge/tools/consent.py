# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The random values of a consent and what is derived from them."""

import base64
import hashlib
import secrets


def new_state():
    """A value that only the browser on its way and we know."""
    return secrets.token_urlsafe(32)


def new_code_verifier():
    """The secret of PKCE (RFC 7636): 43 to 128 unreserved characters."""
    return secrets.token_urlsafe(48)


def code_challenge(code_verifier):
    """The S256 challenge of a verifier (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(code_verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def fingerprint(value):
    """A value by which another is recognised and can't be recovered."""
    return hashlib.sha256(value.encode()).hexdigest()
