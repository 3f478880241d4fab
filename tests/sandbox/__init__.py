from .qbo import QboSandbox
from .xero import XeroSandbox

__all__ = ["QboSandbox", "XeroSandbox"]
