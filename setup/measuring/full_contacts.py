# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Give the organization in a sandbox contacts with all that a contact can hold.

python -m measuring.full_contacts PROVIDER SANDBOX_URL FIRST LAST

They have the numbers from FIRST to LAST. Prints how many they are.
"""

import json
import sys

from story.books import BOOKS

# As many as the sandbox takes in one call.
AT_ONCE = 500


def main(provider, sandbox_url, first, last):
    books = BOOKS[provider](sandbox_url)
    numbers = range(int(first), int(last) + 1)
    for start in range(0, len(numbers), AT_ONCE):
        books.add_full_contacts(numbers[start : start + AT_ONCE])
    return len(numbers)


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
