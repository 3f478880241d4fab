from .sandbox import XeroSandbox

__all__ = ["XeroSandbox"]
