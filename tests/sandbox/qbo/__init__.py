from .sandbox import QboSandbox

__all__ = ["QboSandbox"]
