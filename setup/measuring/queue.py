# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Drain queues of documents in one worker, and count what it takes.

python -m measuring.queue DATABASE COMPANY PROVIDER SANDBOX_URL CONNECTION FILE

FILE holds groups of orders as measuring.queue_orders prints them. Each group is pressed
in bulk and drained, one after the other; prints what each has taken.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from story.books import BOOKS

from . import database
from .programs import ask, press
from .worker import Worker


def main(name, company, provider, sandbox_url, connection, file):
    worker = Worker(database.registry(name), int(connection))
    books = BOOKS[provider](sandbox_url)
    results = []
    for orders in json.loads(Path(file).read_text()):
        press(name, company, orders)
        books.forget_calls()
        work = worker.drain()
        calls = ask("calls", provider, sandbox_url)
        results.append({**asdict(work), **calls})
    print(json.dumps(results))


if __name__ == "__main__":
    main(*sys.argv[1:])
