"""What is said to an analyst when a delivery cannot be taken: one French sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.privacy.identifiers import named

NBSP = "\u00a0"


def french(text: str) -> str:
    """Set the no-break spaces of French typography in a sentence written with plain spaces."""
    text = re.sub(r" ([:;?!%»€])", NBSP + r"\1", text)
    return text.replace("« ", f"«{NBSP}")


@dataclass
class Refusal(Exception):
    """A delivery, or one table of it, that is not taken; `str()` is the sentence to show."""

    problem: str
    remedy: str
    file: str = ""
    sheet: str | None = None
    line: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file,
                f"feuille « {named(self.sheet)} »" if self.sheet else "",
                f"ligne {self.line}" if self.line else "",
                f"colonne « {named(self.column)} »" if self.column else "",
            )
            if part
        )
        sentence = f"{place} : {self.problem} ; {self.remedy}" if place else f"{self.problem} ; {self.remedy}"
        return french(sentence.rstrip(".") + ".")

    def within(self, file: str, sheet: str | None = None) -> Refusal:
        """The same refusal, placed in a file (and sheet) its origin did not know."""
        self.file = self.file or file
        self.sheet = self.sheet or sheet
        return self
