"""What is raised. Messages say whose fault it is, where, and what to do."""

from __future__ import annotations


class Error(Exception):
    """Why nothing, or not all, could be done. ``remedy`` is what to do, where guanxi knows it; the message holds it too."""

    remedy: str | None

    def __init__(self, message: str, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return self.message

    def __reduce__(self):
        # Exceptions travel between processes.
        return type(self), (self.message, self.remedy)


class InputError(Error, ValueError):
    """An input, an option's value, a gazetteer or a record that cannot be used."""


class OptionError(Error, TypeError):
    """An option that does not exist; the remedy names those that do."""


class FileError(Error, OSError):
    """Reading or writing failed; ``errno`` and ``filename`` say as what and where."""


class InternalError(Error, RuntimeError):
    """A fault of guanxi itself. The interpreter goes on; what was being done is not."""
