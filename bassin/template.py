"""`bassin template`: the blank workbook that a partner fills, drawn from the contract of the data set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from bassin.failures import BuildError
from bassin.settings import Settings
from ingest.conventions import REGISTER, under_agreement
from ingest.fields import Field, fields_of, workbook_layout
from ingest.refusals import french
from ingest.registry import Contract, load_contracts

DATA, DICTIONARY, READ_ME = "Données", "Dictionnaire", "Lisez-moi"
_LAST_ROW = 50_000
_WORDS = ("Colonne", "Signification", "Type", "Valeurs admises", "Obligatoire", "Exemple")
_WIDTHS = (26, 60, 12, 60, 13, 34)
_LISTS_FROM = len(_WORDS) + 2
_FORMATS = {"date": "DD/MM/YYYY", "entier": "0", "année": "0", "nombre": "General"}
_RULES = {"entier": "whole", "année": "whole", "nombre": "decimal", "date": "date"}
_HEAD = Font(bold=True, color="FFFFFF")
_REQUIRED, _OPTIONAL = PatternFill("solid", fgColor="1F3864"), PatternFill("solid", fgColor="5B6B82")
_LINE = Border(bottom=Side("thin", color="C8CED8"))


def write_template(settings: Settings, jeu: str, target: Path | None) -> Path:
    """Write the blank workbook of a data set; `BuildError` where it has none, or where the file exists."""
    contracts = load_contracts(settings.contracts)
    offered = [name for name, one in contracts.items() if one.diffusion == "convention" and workbook_layout(one)]
    if jeu not in offered:
        raise BuildError(french(f"« {jeu} » n'a pas de classeur à remplir ; ceux qui en ont un : {', '.join(offered)}"))
    path = target or Path(f"{jeu}.xlsx")
    if path.exists():
        raise BuildError(french(f"{path} existe déjà ; donnez un autre nom avec --sortie"))
    agreed = [name for name, one in contracts.items() if under_agreement(one)]
    _workbook(contracts[jeu], agreed).save(path)
    return path


def _workbook(contract: Contract, agreed: Sequence[str]) -> Workbook:
    layout = workbook_layout(contract)
    assert layout is not None
    fields = fields_of(contract, layout, agreed)
    book = Workbook()
    book.properties.creator, book.properties.title = "Mission Bassin Minier", contract.titre
    read_me, data, dictionary = book.active, book.create_sheet(DATA), book.create_sheet(DICTIONARY)
    read_me.title = READ_ME
    _fill_read_me(read_me, contract, fields)
    _fill_dictionary(dictionary, fields)
    _fill_data(data, fields)
    return book


def _fill_data(sheet: Worksheet, fields: Sequence[Field]) -> None:
    lists = _lists(fields)
    for rank, field in enumerate(fields, start=1):
        letter = get_column_letter(rank)
        head = sheet.cell(1, rank, field.header)
        head.font, head.fill = _HEAD, _REQUIRED if field.required else _OPTIONAL
        column = sheet.column_dimensions[letter]
        column.width = min(max(len(field.header) + 4, 14), 40)
        column.number_format = _FORMATS.get(field.kind, "@")
        rule = _validation(field, lists.get(field.header))
        rule.add(f"{letter}2:{letter}{_LAST_ROW}")
        sheet.add_data_validation(rule)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(fields))}1"


def _validation(field: Field, values: str | None) -> DataValidation:
    """What the spreadsheet itself refuses, with the meaning of the column beside the cell."""
    rule: dict[str, Any] = {}
    if values:
        rule = {"type": "list", "formula1": values}
    elif field.kind == "code":
        rule = {"type": "textLength", "operator": "equal", "formula1": "5"}
    elif field.kind in _RULES:
        least, most = _bounds(field)
        rule = {"type": _RULES[field.kind], "operator": "between", "formula1": least, "formula2": most}
    said = f"{field.meaning}{f' ({field.wanted})' if field.wanted else ''}"
    return DataValidation(
        **rule,
        allow_blank=True,
        showErrorMessage=bool(rule),
        errorTitle=field.header[:32],
        error=french(f"Attendu : {_wanted(field)}")[:225],
        showInputMessage=True,
        promptTitle=field.header[:32],
        prompt=french(said)[:255],
    )


def _bounds(field: Field) -> tuple[str, str]:
    if field.kind == "date":
        return "DATE(1900,1,1)", "DATE(2099,12,31)"
    if field.kind == "année":
        return "1900", "2099"
    least, most = (-1e12 if field.least is None else field.least), (1e12 if field.most is None else field.most)
    return f"{least:.15g}", f"{most:.15g}"


def _wanted(field: Field) -> str:
    """What may be written in a column, in words."""
    if field.values:
        return " ; ".join(field.values)
    words = {
        "date": "une date, jj/mm/aaaa",
        "année": "une année, sur quatre chiffres",
        "entier": "un nombre entier",
        "nombre": "un nombre",
        "code": "un code de cinq caractères, zéro initial compris",
    }
    return field.wanted or words.get(field.kind, "texte")


def _lists(fields: Sequence[Field]) -> dict[str, str]:
    """Where the values of each list are, in the dictionary: a list may be longer than a validation rule can say."""
    listed = [field for field in fields if field.values]
    places = {}
    for column, field in enumerate(listed, start=_LISTS_FROM):
        letter = get_column_letter(column)
        places[field.header] = f"{quote_sheetname(DICTIONARY)}!${letter}$2:${letter}${len(field.values) + 1}"
    return places


def _fill_dictionary(sheet: Worksheet, fields: Sequence[Field]) -> None:
    sheet.append(_WORDS)
    for field in fields:
        required = "oui" if field.required else "non"
        wanted = _wanted(field) if field.values else french(_wanted(field))
        sheet.append((field.header, french(field.meaning), field.kind, wanted, required, field.example))
    for column, field in enumerate((field for field in fields if field.values), start=_LISTS_FROM):
        for row, text in enumerate((f"Liste : {field.header}", *field.values), start=1):
            sheet.cell(row, column, french(text) if row == 1 else text).number_format = "@"
        sheet.column_dimensions[get_column_letter(column)].width = 30
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row in sheet.iter_rows(min_row=1, max_row=sheet.max_row):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.value is not None and cell.row == 1:
                cell.font, cell.fill = _HEAD, _REQUIRED
            elif cell.value is not None:
                cell.border = _LINE
    sheet.freeze_panes = "B2"


def _fill_read_me(sheet: Worksheet, contract: Contract, fields: Sequence[Field]) -> None:
    sheet.column_dimensions["A"].width = 110
    sheet.sheet_view.showGridLines = False
    for row, (title, text) in enumerate(_instructions(contract, fields), start=1):
        cell = sheet.cell(row, 1, french(text))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if title:
            cell.font = Font(bold=True, size=16 if row == 1 else 12, color="1F3864")


def _instructions(contract: Contract, fields: Sequence[Field]) -> Iterator[tuple[bool, str]]:
    layout = workbook_layout(contract)
    key = ", ".join(layout.headers[name].parts[0] for name in contract.cle if layout and name in layout.headers)
    required = ", ".join(field.header for field in fields if field.required)
    yield True, contract.titre
    yield False, f"Jeu de données {contract.jeu}, à remplir par : {contract.producteur}."
    yield True, "Ce que l’on demande"
    yield False, f"Une ligne, et une seule, pour chaque combinaison de : {key}."
    yield False, f"Remplissez la feuille « {DATA} », sous l’en-tête ; « {DICTIONARY} » dit le sens de chaque colonne."
    yield False, f"À remplir sur chaque ligne (en-têtes foncés) : {required}."
    yield (
        False,
        "Une case vide veut dire « pas connu » ; zéro s’écrit 0. N’arrondissez pas.",
    )
    yield False, "Gardez les noms et la place des colonnes ; n’en ajoutez aucune, le fichier entier serait refusé."
    yield False, "Les codes gardent leur zéro initial : 01004, et non 1004. Les dates s’écrivent jj/mm/aaaa."
    yield True, "Quand"
    yield False, f"Cadence du jeu : {contract.cadence}. La date de chaque livraison est celle que fixe la convention."
    if contract.jeu == REGISTER:
        yield True, "Où le garder"
        yield False, "La Mission tient ce registre elle-même et le dépose avec les livraisons qu’il autorise."
        yield False, "Une convention se remplace en entier, par une ligne pour chacun des jeux qu’elle couvre."
    else:
        yield True, "Comment l’envoyer"
        yield False, "Par le moyen protégé que fixe la convention, jamais en pièce jointe d’un message ordinaire."
        yield (
            False,
            "La Mission vous rend un rapport de vérification : corrigez ce qu’il signale et renvoyez tout.",
        )
    yield True, "Ce qu’il ne faut jamais y mettre"
    yield False, "Ni nom, ni prénom, ni numéro de sécurité sociale, ni adresse, ni téléphone, ni adresse électronique."
    yield (
        False,
        "Ni date de naissance exacte, ni compte bancaire : une seule de ces cellules fait tout refuser.",
    )
    yield False, "Les commentaires, couleurs et feuilles ajoutées ne sont pas lus."
