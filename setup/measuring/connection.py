# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Connect a company to a sandbox that has contacts already, and set it up.

python -m measuring.connection DATABASE ODOO_URL PROVIDER SANDBOX_URL COMPANY CONTACTS

All limits of the sandbox on calls are lifted first. Prints the id of the connection.
"""

import json
import sys

from story.books import BOOKS
from story.odoo import Odoo
from story.steps import add_to_names, connect, set_up


def main(name, odoo_url, provider, sandbox_url, company, contact_count):
    odoo, books = Odoo(odoo_url, name, company), BOOKS[provider](sandbox_url)
    books.lift_limits()
    books.add_contacts([f"Somebody {number}" for number in range(int(contact_count))])
    connection = connect(odoo, books)
    set_up(odoo, books, connection)
    add_to_names(odoo, connection)
    return connection


if __name__ == "__main__":
    # What the demo says on the way is not the result.
    output, sys.stdout = sys.stdout, sys.stderr
    print(json.dumps(main(*sys.argv[1:])), file=output)
