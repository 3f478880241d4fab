# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run the sandbox in the foreground: python -m tests.sandbox --xero-port 8190"""

import argparse
import threading

from .xero import XeroSandbox


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.sandbox")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--xero-port", type=int, default=8190)
    options = parser.parse_args()
    with XeroSandbox(port=options.xero_port, host=options.host) as sandbox:
        print(f"{sandbox.name} sandbox: {sandbox.url}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("Stopped.")


if __name__ == "__main__":
    main()
