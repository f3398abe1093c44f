"""A day as files write it, and its year."""

from __future__ import annotations

import re
from datetime import date

_YEAR = re.compile("(?:18|19|20)[0-9]{2}")
_DATES = (
    re.compile(r"(?P<j>[0-9]{1,2})[./ -](?P<m>[0-9]{1,2})[./ -](?P<a>[0-9]{4})(?: 00:00(?::00)?)?"),
    re.compile(r"(?P<a>[0-9]{4})[./-]?(?P<m>0[1-9]|1[0-2])[./-]?(?P<j>[0-9]{2})(?:[ T]00:00:00)?"),
    re.compile(r"(?P<j>[0-9]{2})(?P<m>0[1-9]|1[0-2])(?P<a>(?:18|19|20)[0-9]{2})"),
)
"""Eight figures are never both: a year of ours before a month leaves no month before a year."""


def year_of(text: str) -> str | None:
    """The year of a day that exists, or a year alone."""
    return text if _YEAR.fullmatch(text) else year_of_a_day(text)


def year_of_a_day(text: str) -> str | None:
    """The year of a day that exists, written as a spreadsheet or a register writes it."""
    for pattern in _DATES:
        if found := pattern.fullmatch(text):
            year, month, day = (int(found[part]) for part in "amj")
            try:
                return f"{date(year, month, day):%Y}" if _YEAR.fullmatch(found["a"]) else None
            except ValueError:
                return None
    return None
