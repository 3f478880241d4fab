# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Settings that a test changes by their names."""

from dataclasses import asdict, fields


class Changeable:
    """Mixed into a dataclass of settings."""

    def update(self, **values):
        """Set some; raises ValueError for what does not exist."""
        known = {each.name for each in fields(self)}
        if unknown := set(values) - known:
            raise ValueError(f"Unknown settings {sorted(unknown)}")
        for name, value in values.items():
            setattr(self, name, self._read(name, value))
        return asdict(self)

    def _read(self, name, value):
        """The value to set; raises ValueError for one that cannot be."""
        return value
