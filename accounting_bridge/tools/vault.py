# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Encrypts what must not be readable in the database or in its dumps.

The key is never in the database. It comes, in this order, from

1. the environment variable ``ACCOUNTING_BRIDGE_KEYS``,
2. ``encryption_keys`` in the section ``[accounting_bridge]`` of Odoo's configuration
   file,
3. the file ``accounting_bridge.key`` in Odoo's data directory, made on first use and
   readable by its owner alone.

Several keys are separated by commas: the first encrypts, all decrypt, so that a key
can be replaced. With several hosts, give all of them the same key by 1 or 2.
"""

import os
from configparser import ConfigParser
from configparser import Error as ConfigError
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from odoo.tools import config

KEYS_VARIABLE = "ACCOUNTING_BRIDGE_KEYS"
KEY_FILE = "accounting_bridge.key"


class SecretUnreadable(Exception):
    """The value was encrypted with a key that is not here."""


def encrypt(secret):
    """Encrypt a text.

    :param str secret: may be empty
    :return: a text that is safe to store, empty where there is nothing to keep
    :rtype: str
    """
    if not secret:
        return ""
    return _fernet().encrypt(secret.encode()).decode()


def decrypt(stored):
    """Decrypt what :func:`encrypt` gave.

    :param str stored: may be empty
    :raise SecretUnreadable: when no key at hand fits
    :rtype: str
    """
    if not stored:
        return ""
    try:
        return _fernet().decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise SecretUnreadable from error


def _fernet():
    return MultiFernet([Fernet(key) for key in _keys()])


def _keys():
    configured = os.environ.get(KEYS_VARIABLE) or _keys_from_configuration()
    if configured:
        return [key.strip() for key in configured.split(",") if key.strip()]
    return [_key_from_data_directory()]


def _keys_from_configuration():
    # Odoo warns about options it does not know, so they stand in a section of ours.
    parser = ConfigParser(interpolation=None)
    try:
        parser.read(config["config"] or "")
    except ConfigError:
        return ""
    return parser.get("accounting_bridge", "encryption_keys", fallback="")


def _key_from_data_directory():
    path = Path(config["data_dir"]) / KEY_FILE
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return _make_key_file(path)


def _make_key_file(path):
    """Two workers may get here at once: the link to the final name is made by one
    of them only, and both read what stands there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{KEY_FILE}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(Fernet.generate_key())
    try:
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    return path.read_text().strip()
