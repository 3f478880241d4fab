# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Count the API calls that a sandbox has had.

python -m measuring.calls PROVIDER SANDBOX_URL

Prints how many there were, the seconds in which the provider made its answers, and how
many there were of each kind. A program of its own: the bodies of thousands of documents
are no part of the memory of a worker.
"""

import json
import re
import sys
from collections import Counter
from urllib.parse import urlsplit

from story.books import BOOKS


def kind(call):
    """Method and path, less the ids in it."""
    path = re.sub(r"\d{6,}", "...", urlsplit(call["path"]).path)
    return f"{call['method']} {path}"


def main(provider, sandbox_url):
    calls = BOOKS[provider](sandbox_url).calls()
    return {
        "calls": len(calls),
        "provider_seconds": sum(call["seconds"] for call in calls),
        "kinds": Counter(map(kind, calls)),
    }


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
