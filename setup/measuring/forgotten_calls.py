# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Let a sandbox forget the calls that it has had.

python -m measuring.forgotten_calls PROVIDER SANDBOX_URL
"""

import json
import sys

from story.books import BOOKS


def main(provider, sandbox_url):
    BOOKS[provider](sandbox_url).forget_calls()


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
