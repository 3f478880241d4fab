from .xero import XeroSandbox

__all__ = ["XeroSandbox"]
