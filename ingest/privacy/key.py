"""The key of the keyed hashes: a file outside the warehouse, that nobody makes silently."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from dataclasses import dataclass
from pathlib import Path

from ingest.refusals import Refusal

VARIABLE = "BASSIN_CLE_EMPREINTES"
_MAKE = 'python -c "import secrets; print(secrets.token_hex(32))" > cle_empreintes.txt'


@dataclass(frozen=True)
class Key:
    """Keyed hashes of persons: the same person and data set give the same one, which nobody undoes without the key."""

    secret: bytes

    @classmethod
    def from_environment(cls) -> Key:
        """The key in the file that the environment names; `Refusal` says how to make one."""
        place = os.environ.get(VARIABLE, "")
        try:
            text = Path(place).read_text("ascii").strip() if place else ""
        except (OSError, UnicodeDecodeError):
            text = ""
        if not re.fullmatch("[0-9a-f]{64}", text):
            raise Refusal(
                f"ce fichier désigne des personnes, et {VARIABLE} "
                + ("ne nomme pas de fichier de 64 chiffres hexadécimaux" if place else "ne nomme aucun fichier de clé"),
                f"créez la clé une seule fois, hors de l'entrepôt et du dépôt, par `{_MAKE}`, puis donnez son chemin à "
                f"{VARIABLE} (docs/donnees-personnelles.md)",
            )
        return cls(bytes.fromhex(text))

    @property
    def number(self) -> str:
        """What tells two keys apart and reveals neither: hashes made by another key begin otherwise."""
        return hashlib.sha256(b"numero" + self.secret).hexdigest()[:6]

    def hash(self, jeu: str, person: str) -> str:
        """The keyed hash of a person in a data set, whatever the blanks, marks and case of the identifier."""
        bare = re.sub(r"[\W_]", "", person).upper()
        digest = hmac.new(self.secret, f"{jeu}\n{bare}".encode(), hashlib.sha256).hexdigest()
        return f"{self.number}.{digest}"
