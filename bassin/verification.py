"""The report that a partner reads: what to mend in a file, line by line, as a page that needs nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from html import escape

from ingest.privacy.identifiers import named
from ingest.probes import number_in_french
from ingest.quality import Deviation
from ingest.refusals import french
from ingest.report import Aside, Fault, Landed

_NUMBER = re.compile(r"[+-]?[0-9]{1,7}([.,][0-9]{1,6})?|[0-9][0-9AB][0-9]{3}|[A-Za-z]{1,2}")
"""What tells nothing of a person by itself: a short number, the code of a commune, one or two letters."""
_ALIKE = 0.75
_SHAPE = 20


@dataclass(frozen=True)
class Verification:
    """What was found in one file; `public` is of the data sets it brings, `missing` what only the Mission can mend,
    `doubts` what is admitted and may be wrong all the same."""

    file: str
    day: date
    landed: tuple[Landed, ...]
    faults: tuple[Fault, ...]
    asides: tuple[Aside, ...]
    missing: tuple[str, ...]
    doubts: tuple[str, ...]
    public: frozenset[str]

    @property
    def verdict(self) -> str:
        if self.faults:
            return "À corriger : ce fichier serait refusé."
        if not self.landed:
            return "Fichier non reconnu : aucun jeu de données attendu n’a ces colonnes."
        if self.missing:
            return "Rien à corriger, mais ce fichier ne peut pas encore être chargé."
        if self.doubts:
            return "Ce fichier serait accepté, mais une chose est à vérifier."
        return "Rien à corriger : ce fichier serait accepté."


def signature(file: str) -> str:
    """The line by which a report on a file is known, so that it may be written again."""
    return f'<meta name="description" content="{escape(f"Vérification par bassin check de {file}")}">'


def page(found: Verification) -> str:
    """The whole page, in French."""
    body = "\n".join([*_head(found), *_mends(found), *_doubtful(found), *_left_aside(found), *_next(found)])
    return (
        '<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{signature(found.file)}\n<title>{_text(f'Vérification de {found.file}')}</title>\n"
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _head(found: Verification) -> Iterator[str]:
    kind = "bad" if found.faults else "wait" if found.missing or found.doubts or not found.landed else "good"
    yield f"<h1>Vérification de <span class=file>{_text(found.file)}</span></h1>"
    yield f'<p class="verdict {kind}">{_text(found.verdict)}</p>'
    yield "<dl>"
    for name, value in _counts(found):
        yield f"<div><dt>{_text(name)}</dt><dd>{_text(value)}</dd></div>"
    yield "</dl>"


def _counts(found: Verification) -> Iterator[tuple[str, str]]:
    jeux = dict.fromkeys(one.jeu for one in found.asides)
    yield "Jeu de données", ", ".join(jeux) or "non reconnu"
    if found.landed:
        yield "Lignes lues", number_in_french(sum(landed.lines for landed in found.landed))
        years = sorted({year for landed in found.landed for year in landed.vintages})
        if years:
            yield "Années", ", ".join(map(str, years))
    yield "Anomalies", number_in_french(len(found.faults))
    yield "Signalements", number_in_french(sum(fault.lines for fault in found.faults if fault.places))
    yield "Vérifié le", f"{found.day:%d/%m/%Y}"


def _mends(found: Verification) -> Iterator[str]:
    if not found.faults:
        return
    yield "<h2>Ce qu’il faut corriger</h2>"
    if any(not fault.places for fault in found.faults):
        yield (
            "<p>La lecture s’est arrêtée à une anomalie qui touche le fichier entier : une fois corrigée, une nouvelle "
            "vérification peut en montrer d’autres.</p>"
        )
    for rank, fault in enumerate(found.faults, start=1):
        yield "<section>"
        if fault.places:
            yield from _table(rank, fault, fault.jeu in found.public)
        else:
            yield f"<h3>{rank}. Fichier</h3>\n<p>{_text(fault.sentence)}</p>"
        yield "</section>"


def _table(rank: int, fault: Fault, public: bool) -> Iterator[str]:
    first = fault.places[0]
    where = f"Colonne « {first.colonne} »" if first.colonne else "Fichier"
    yield f"<h3>{rank}. {_text(f'{where} : attendu {first.attendu}')}</h3>"
    plural = "s" if fault.lines > 1 else ""
    yield f"<p>{_text(f'{number_in_french(fault.lines)} ligne{plural} dans ce cas.')}</p>"
    yield "<table>"
    yield f"<caption>Lignes de l’anomalie {rank}</caption>"
    heads = ("Feuille", "Ligne", "Colonne", "Attendu", "Trouvé")
    yield f"<thead><tr>{''.join(f'<th scope=col>{head}</th>' for head in heads)}</tr></thead>\n<tbody>"
    for place in fault.places:
        line = "" if place.ligne is None else str(place.ligne)
        cells = (place.feuille or "", line, place.colonne or "", place.attendu, told(place, public))
        yield f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in cells)}</tr>"
    yield "</tbody></table>"
    others = fault.lines - len(fault.places)
    if others > 0:
        plural = "s" if others > 1 else ""
        yield f"<p>{_text(f'Et {number_in_french(others)} autre{plural} ligne{plural} dans ce cas.')}</p>"


def told(place: Deviation, public: bool) -> str:
    """What was found, quoted only where it can tell nothing of a person; else its shape."""
    value = place.trouve
    if value is None:
        return "cellule vide"
    if public or place.controle == "lignes":
        return value
    if place.controle == "unique":
        return value[value.rfind("déjà ligne") :]
    if place.controle == "dependance":
        return "une autre valeur que sur une autre ligne"
    admitted = [word.casefold() for word in re.findall(r"«\s(.+?)\s»", place.attendu)]
    if _NUMBER.fullmatch(value) or get_close_matches(value.casefold(), admitted, 1, _ALIKE):
        return value
    shape = re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "9", value))
    return f"{len(value)} caractères, de la forme {shape[:_SHAPE]}{'…' if len(shape) > _SHAPE else ''}"


def _doubtful(found: Verification) -> Iterator[str]:
    if found.doubts:
        yield "<h2>Ce qu’il faut vérifier</h2>\n<ul>"
        yield from (f"<li>{_text(doubt)}</li>" for doubt in found.doubts)
        yield "</ul>"


def _left_aside(found: Verification) -> Iterator[str]:
    sheets = dict.fromkeys(named(name) for one in found.asides for name in one.sheets)
    columns = dict.fromkeys(named(name) for one in found.asides for name in one.columns)
    if not sheets and not columns:
        return
    yield "<h2>Ce qui n’a pas été lu</h2>\n<ul>"
    for what, names in (("Feuilles ou fichiers de l’archive", sheets), ("Colonnes", columns)):
        if names:
            yield f"<li>{_text(f'{what} : ' + ', '.join(names))}</li>"
    yield "</ul>"


def _next(found: Verification) -> Iterator[str]:
    steps: Sequence[str] = found.missing
    if found.faults:
        steps = (
            "Corrigez ces lignes dans le fichier d’origine, puis renvoyez le fichier entier, par le moyen convenu.",
            *steps,
        )
    elif not found.landed:
        steps = ("Partez du classeur vierge que la Mission vous a remis, sans changer ses en-têtes.", *steps)
    if steps:
        yield "<h2>Et maintenant</h2>\n<ul>"
        yield from (f"<li>{_text(step)}</li>" for step in steps)
        yield "</ul>"
    yield (
        "<p class=note>Rien n’a été chargé. Une valeur n’est citée que si elle ne dit rien d’une personne&nbsp;; sinon "
        "sa forme est donnée, un 9 pour un chiffre, un a pour une lettre.</p>"
    )


def _text(text: str) -> str:
    return escape(french(text))


_STYLE = """
:root{color-scheme:light}
body{margin:0;background:#f6f7f9;color:#1b1f24;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:64rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 1rem}
h2{font-size:1.25rem;margin:2.5rem 0 .75rem}
h3{font-size:1rem;margin:0}
.file{overflow-wrap:anywhere}
.verdict{padding:.9rem 1.1rem;border-left:.4rem solid;border-radius:.25rem;background:#fff}
.verdict{font-weight:600;margin:0 0 1.25rem}
.good{border-color:#1a7f37;color:#116329}.bad{border-color:#b42318;color:#8a1c13}.wait{border-color:#9a6700;color:#6b4700}
dl{display:flex;flex-wrap:wrap;gap:.75rem 2.25rem;margin:0}
dt{font-size:.85rem;color:#57606a}dd{margin:0;font-weight:600;overflow-wrap:anywhere}
section{background:#fff;border:1px solid #d6dbe1;border-radius:.4rem;padding:1rem 1.1rem;margin:0 0 1rem}
section p{margin:.35rem 0 .75rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #e4e8ec;vertical-align:top;overflow-wrap:break-word}
th{position:sticky;top:0;background:#eef1f4;font-size:.85rem}
td:nth-child(2){text-align:right;white-space:nowrap}th:nth-child(2){text-align:right}
.note{color:#57606a;font-size:.9rem;margin-top:2rem}
@media print{body{background:#fff}section{border:0;padding:0}th{position:static}tr{break-inside:avoid}}
"""
