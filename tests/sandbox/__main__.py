# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run the sandboxes in the foreground:

python -m tests.sandbox --xero-port 8190 --qbo-port 8191
"""

import argparse
import threading

from .qbo import QboSandbox
from .xero import XeroSandbox


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.sandbox")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--xero-port", type=int, default=8190)
    parser.add_argument("--qbo-port", type=int, default=8191)
    options = parser.parse_args()
    with (
        XeroSandbox(port=options.xero_port, host=options.host) as xero,
        QboSandbox(port=options.qbo_port, host=options.host) as qbo,
    ):
        for sandbox in (xero, qbo):
            print(f"{sandbox.name} sandbox: {sandbox.url}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("Stopped.")


if __name__ == "__main__":
    main()
