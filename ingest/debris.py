"""What systems and office suites leave in folders and archives: nobody delivered it."""

from __future__ import annotations


def is_debris(name: str) -> bool:
    """Whether a file, or a member of an archive, is a hidden, lock or thumbnail file."""
    first, last = name.split("/", maxsplit=1)[0], name.rsplit("/", maxsplit=1)[-1]
    return first == "__MACOSX" or last.startswith((".", "~$")) or last.lower() == "thumbs.db"
