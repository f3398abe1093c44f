"""The sheet of a territory on one A4 page, as HTML that needs nothing else."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

from explorer.catalogue import THEMES, decimals_of
from explorer.exports import named
from explorer.portrait.figures import Portrait
from explorer.portrait.style import STYLE
from explorer.territory import BASSIN, LEVELS, Key
from explorer.typography import (
    ABSENT,
    NO_BREAK_SPACE,
    STATUTS,
    nature,
    number,
    period,
    quantity,
    reason,
    statut,
    text,
    typeset,
)

DEMONSTRATION = (
    "Démonstration, à ne pas citer : hors des territoires et de leurs populations récentes, tout chiffre est simulé."
)
SMALLEST_SHARE = 0.01
SHORT = {
    "secret": "s",
    "non_publie": "n.p.",
    "non_applicable": "s.o.",
    "non_charge": "n.d.",
    "interne": "int.",
}


@dataclass(frozen=True)
class Reference:
    """A territory the figures are compared with: its name in the columns of the mart, and above the column."""

    code: str
    libelle: str

    def absent(self, rows: pd.DataFrame, key: Key) -> bool:
        """True when the territory has no such reference, or is it."""
        if key in {BASSIN, Key("perimetre", "region_hors_bassin")} and self.code == key.code:
            return True
        if self.code == key.niveau and self.code in {"epci", "france"}:
            return True
        return bool((rows[f"valeur_{self.code}_statut"] == "non_applicable").all())


REFERENCES = (
    Reference("epci", "EPCI"),
    Reference("bassin_minier", "Bassin minier"),
    Reference("region_hors_bassin", "Région hors Bassin"),
    Reference("france", "France"),
)


@dataclass
class Notes:
    """Sentences told once under the tables, and called by their number."""

    said: list[str] = field(default_factory=list)

    def call(self, sentence: str | None) -> str:
        """The mark that calls a sentence; nothing for nothing."""
        if not sentence:
            return ""
        if sentence not in self.said:
            self.said.append(sentence)
        return f"<sup>({self.said.index(sentence) + 1})</sup>"


def file_of(portrait: Portrait) -> str:
    """The name of its file: it says when figures are simulated."""
    return f"{named(portrait.demonstration, 'portrait', portrait.key.code, portrait.nom)}.html"


def document(portrait: Portrait) -> str:
    """The sheet as a file that opens and prints by itself."""
    return (
        '<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(portrait.titre)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"{sheet(portrait, heading='h1')}\n</body>\n</html>\n"
    )


def sheet(portrait: Portrait, heading: str = "h2") -> str:
    """The sheet as a fragment of HTML, without script, every text escaped; its look is `style.STYLE`."""
    rows, notes = portrait.rows, Notes()
    references = [reference for reference in REFERENCES if not reference.absent(rows, portrait.key)]
    ranked = bool(rows["rang_bassin"].notna().any())
    tables = [
        _table(str(theme), own.to_dict("records"), references, ranked, notes)
        for theme, own in rows.groupby("theme", sort=False)
    ]
    parts = [
        f"<{heading}>{escape(portrait.nom)}</{heading}>",
        f'<p class="qui">{escape(_who(portrait))}</p>',
        *([f'<p class="demonstration">{escape(typeset(DEMONSTRATION))}</p>'] if portrait.demonstration else []),
        *tables,
        *(f'<p class="absent">{escape(_said_missing(theme))}</p>' for theme in portrait.missing),
        _under(portrait, references, notes),
    ]
    # On a narrow screen the tables scroll, with the keyboard too.
    opening = f'<article class="fiche" lang="fr" tabindex="0" aria-label="{escape(portrait.titre)}">'
    return "\n".join([opening, *parts, "</article>"])


def _who(portrait: Portrait) -> str:
    told = portrait.identity
    level = LEVELS[portrait.key.niveau].libelle.split(" (")[0]
    said = [f"{level} {portrait.key.code}" if portrait.key.niveau != "perimetre" else level]
    said += [str(told[name]) for name in ("nom_epci", "nom_departement") if text(told[name])]
    communes, inside = int(told["nombre_communes"]), int(told["communes_bassin"])
    if portrait.key.niveau == "commune":
        said.append("dans le Bassin minier" if inside else "hors du Bassin minier")
    elif portrait.key == BASSIN:
        said.append(f"{number(communes)} communes")
    else:
        said.append(f"{number(communes)} communes, dont {number(inside)} du Bassin minier")
    return typeset(" · ".join(said))


def _table(theme: str, rows: list[dict[Any, Any]], references: list[Reference], ranked: bool, notes: Notes) -> str:
    heads = ["Indicateur", "Valeur", "Millésime", "Évolution"] + (["Rang"] if ranked else [])
    first = "".join(f'<th scope="col" rowspan="2" class="{head.lower()}">{head}</th>' for head in heads)
    above = f'<th scope="colgroup" colspan="{len(references)}">Écart à la référence</th>' if references else ""
    gaps = "".join(f'<th scope="col">{escape(reference.libelle)}</th>' for reference in references)
    # Widths are given once, ahead of the rows: every theme has its columns at the same place.
    columns = [*heads, *["Écart"] * len(references)]
    widths = "".join(f'<col class="{column.lower()}">' for column in columns)
    lines = "\n".join(_line(row, references, ranked, notes) for row in rows)
    caption = escape(typeset(THEMES.get(theme, theme.replace("_", " ").capitalize())))
    return (
        f"<table>\n<caption>{caption}</caption>\n<colgroup>{widths}</colgroup>\n"
        f"<thead><tr>{first}{above}</tr><tr>{gaps}</tr></thead>\n<tbody>\n{lines}\n</tbody>\n</table>"
    )


def _line(row: dict[Any, Any], references: list[Reference], ranked: bool, notes: Notes) -> str:
    cells = [_value(row), _vintage(row), _evolution(row, notes)]
    short = [_rank(row)] if ranked else []
    short += [_gap(row, reference) for reference in references]
    name = escape(typeset(row["libelle"])) + notes.call(text(row["prudence"]))
    told = [f"<td>{cell}</td>" for cell in cells] + [f'<td class="court">{cell}</td>' for cell in short]
    return f'<tr><th scope="row">{name}</th>{"".join(told)}</tr>'


def _value(row: dict[Any, Any]) -> str:
    said = statut(row["statut"], row["couverture"])
    if pd.isna(row["valeur"]):
        return f"<small>{escape(said)}</small>"
    digits = decimals_of(row["unite"], row["genre"])
    written = number(row["valeur"], digits, signed=row["unite"] == "% par an")
    unit = "" if row["unite"] == "indice" else f"{NO_BREAK_SPACE}<small>{escape(row['unite'])}</small>"
    doubt = "" if row["statut"] == "disponible" else f" <small>({escape(said)})</small>"
    return f"<strong>{written}</strong>{unit}{doubt}"


def _vintage(row: dict[Any, Any]) -> str:
    year = period(int(row["millesime"]))
    # An evolution already: its figure is that of a span.
    if row["unite"] == "% par an" and pd.notna(row["millesime_reference"]):
        return f"{int(row['millesime_reference'])}-{year}"
    return year


def _evolution(row: dict[Any, Any], notes: Notes) -> str:
    if pd.isna(row["valeur"]):
        return ABSENT
    motif = text(row["evolution_motif"]) or ""
    # That a pair is admitted goes without saying; what changed between its dates does not.
    note = notes.call(reason(re.sub(r"^Admis\s?: [^.]*\.\s*", "", motif)))
    if pd.isna(row["evolution"]):
        return ABSENT + note if note else f"<small>{escape(statut(row['evolution_statut']))}</small>"
    written = _write_change(row["evolution"], row["evolution_unite"], row["genre"])
    since = int(row["millesime_reference"])
    doubt = "" if row["evolution_statut"] == "disponible" else f" ({statut(row['evolution_statut'])})"
    return f'{escape(written)} <small class="court">depuis {since}</small>{escape(doubt)}{note}'


def _rank(row: dict[Any, Any]) -> str:
    if pd.isna(row["rang_bassin"]):
        return ABSENT
    rank = int(row["rang_bassin"])
    return f"{number(rank)}<sup>{'er' if rank == 1 else 'e'}</sup><small>/{number(row['nombre_classes'])}</small>"


def _gap(row: dict[Any, Any], reference: Reference) -> str:
    part, gap = row[f"part_{reference.code}_pct"], row[f"ecart_{reference.code}"]
    if pd.notna(part):
        return escape(_share(part))
    if pd.notna(gap):
        unit = "points" if row["unite"].startswith("%") else row["unite"]
        return escape(_write_change(gap, unit, row["genre"], decimals_of(row["unite"], row["genre"])))
    code = row[f"valeur_{reference.code}_statut"]
    if pd.isna(row["valeur"]) or code not in SHORT:
        return ABSENT
    return f'<abbr title="{escape(STATUTS[code])}">{SHORT[code]}</abbr>'


def _share(part: float) -> str:
    if 0 < part < SMALLEST_SHARE:
        return typeset(f"< {number(SMALLEST_SHARE, 2)} %")
    return quantity(part, "%", 1 if part >= 1 else 2)


def _write_change(value: float, unit: str, genre: str, decimals: int | None = None) -> str:
    """A difference or an evolution, short: in points, in %, in euros, else in the unit that its line says."""
    digits = decimals_of(unit, "" if unit.startswith("%") else genre) if decimals is None else decimals
    short = {"points": "pt", "€ par an": "€"}.get(unit, unit if unit.startswith(("%", "€")) else "")
    return quantity(value, short, digits, signed=True) if short else number(value, digits, signed=True)


def _said_missing(theme: str) -> str:
    return typeset(f"{THEMES[theme]} : aucune livraison.")


def _under(portrait: Portrait, references: list[Reference], notes: Notes) -> str:
    rows = portrait.rows
    lines = [f"({place}) {sentence.rstrip('.')}." for place, sentence in enumerate(notes.said, start=1)]
    if references:
        lines.append(_reading(rows, references))
    lines += _sources(rows)
    geographie = int(portrait.identity["geographie"])
    lines.append(f"Géographie au 1er janvier {geographie}. Observatoire du Bassin minier.")
    return "<footer>" + "\n".join(f"<p>{escape(typeset(line))}</p>" for line in lines) + "</footer>"


def _reading(rows: pd.DataFrame, references: list[Reference]) -> str:
    said = (
        "Écart : valeur du territoire moins celle de la référence (pt : points) ; pour un effectif, sa part dans celui"
    )
    said += " de la référence."
    called = {reference.code for reference in references}
    if "epci" in called and rows["nom_epci"].notna().any():
        said += f" EPCI : {rows['nom_epci'].dropna().iloc[0]}."
    if "france" in called:
        compared = rows[["ecart_france", "part_france_pct"]].notna().any(axis=1)
        named = rows[compared].groupby("nom_france", sort=False)["theme"].unique()
        if len(named):
            said += " France : " + " ; ".join(f"{nom} ({_themes(themes)})" for nom, themes in named.items()) + "."
    used = {code for reference in references for code in rows[f"valeur_{reference.code}_statut"]}
    short = [f"{mark} : {STATUTS[code]}" for code, mark in SHORT.items() if code in used]
    return said + (f" {' ; '.join(short)}." if short else "")


def _themes(themes: Iterable[str]) -> str:
    return ", ".join(THEMES.get(theme, theme).lower() for theme in themes)


def _sources(rows: pd.DataFrame) -> list[str]:
    """One line a source: what it gives, its vintages, who made the figures."""
    lines = []
    for source, own in rows[rows["valeur"].notna()].groupby("source", sort=False):
        years = sorted({int(year) for year in own["millesime"]})
        natures = ", ".join(nature(code) for code in sorted(own["nature"].dropna().unique()))
        lines.append(f"Source : {source}, {', '.join(str(year) for year in years)} ({natures}).")
    return lines
