# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Makes a test class of each provider from one body of tests.

`--test-tags xero` or `-k Xero` runs those of one provider alone.
"""

import sys

from odoo.tests import tagged

from .repository import REPOSITORY  # noqa: F401

from tests.books import BOOKS  # isort: skip


def each_provider(body):
    """Class decorator: in the place of the body, which is never run itself, its
    module gets a class of each provider, such as TestPressXero."""
    add_tests_of_each_provider(sys.modules[body.__module__], body)


def add_tests_of_each_provider(module, body):
    """Add the classes to a module.

    :param body: a test case with methods to be run with ``books_class``
    """
    for books_class in BOOKS:
        name = body.__name__ + books_class.SUFFIX
        tests = type(body)(
            name,
            (body,),
            {
                "__doc__": body.__doc__,
                "__module__": module.__name__,
                "__qualname__": name,
                # Else Odoo's runner leaves out the methods of the body.
                "allow_inherited_tests_method": True,
                "books_class": books_class,
                # How the base addon's own tests ask for a provider.
                "_provider_code": classmethod(_code),
                "_provider_values": classmethod(_values),
                "_own_number_values": classmethod(_own_number_values),
            },
        )
        tag = tagged("post_install", "-at_install", books_class.CODE)
        setattr(module, name, tag(tests))


def _code(tests):
    return tests.books_class.CODE


def _values(tests):
    return tests.books_class.CONNECTION_VALUES


def _own_number_values(tests):
    return tests.books_class.OWN_NUMBER_VALUES
