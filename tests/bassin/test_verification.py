"""The report that a partner reads: whole, alone, and silent about persons."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from bassin.build import load
from bassin.check import check_files
from bassin.failures import BuildError
from bassin.settings import Settings
from bassin.verification import Verification, page, told
from ingest.quality import Deviation
from ingest.refusals import NBSP
from ingest.report import Aside, Fault
from tests.agreements import register
from tests.ingest.conftest import LENS, communes_csv
from tests.ingest.test_zones import EMPLOYEES, WORKERS, write
from tests.parks import write_park

JEU = "insee_tous_salaries"


class Page(HTMLParser):
    """What a page holds: its rows, its text, the links that would leave it, the tags left open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.text, self.links, self.open = "", [], []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value for name, value in attrs if name in ("src", "href", "action")]
        if tag not in ("meta", "link"):
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data.replace(NBSP, " ")
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data.replace(NBSP, " ")


def checked(folder: Path, *lines: str, header: str = EMPLOYEES) -> tuple[int, Page]:
    """Check a file of employees beside a register that covers it."""
    file = write(folder / "salaries.csv", header, *lines)
    settings = Settings(folder / "warehouse.duckdb")
    target = folder / "rapport.html"
    code = check_files(settings, [file], None, target)
    text = target.read_text("utf-8")
    assert "http" not in text
    assert "<script" not in text
    found = Page(text)
    assert (found.links, found.open) == ([], [])
    return code, found


def fault(lines: int, shown: int, value: str | None, controle: str = "motif") -> Fault:
    places = tuple(
        Deviation(controle, "salaries", "Données", line, value, "un nombre entier") for line in range(2, shown + 2)
    )
    return Fault("a.xlsx", JEU, "…", lines, places)


def verification(*faults: Fault, public: frozenset[str] = frozenset()) -> Verification:
    asides = (Aside("a.xlsx", JEU, ("Lisez-moi",), ("commentaire",)),)
    return Verification("a.xlsx", date(2026, 6, 15), (), faults, asides, (), (), public)


def test_every_faulty_line_is_a_row_of_the_report_up_to_a_thousand(tmp_path: Path) -> None:
    """More than Great Expectations gives: 1 500 lines, each with its own key."""
    lines = [WORKERS.replace("henin_noyelles", f"zone_{rank}").replace("123456", "douze") for rank in range(1_500)]
    code, found = checked(tmp_path, *lines)
    assert code == 3
    assert [row[1] for row in found.rows[1:]] == [str(line) for line in range(2, 1_002)]
    assert "1 500 lignes dans ce cas" in found.text
    assert "Et 500 autres lignes dans ce cas." in found.text
    assert found.text.count("À corriger") == 1


def test_three_faults_are_three_tables_and_the_file_s_own_headers(tmp_path: Path) -> None:
    bad = (WORKERS.replace(";6;", ";9;"), WORKERS.replace(";C5;", ";;"), WORKERS.replace("34.5", "134,5"))
    code, found = checked(tmp_path, *(line.replace("henin", f"h{rank}") for rank, line in enumerate(bad)))
    assert code == 3
    said = {(row[1], row[2]): row[4] for row in found.rows if row[1] != "Ligne"}
    assert said == {
        ("2", "csp"): "9",
        ("3", "secteur_a17"): "cellule vide",
        ("4", "part_premier_etablissement_pct"): "134,5",
    }


def test_a_file_without_a_fault_waits_for_its_agreement(tmp_path: Path) -> None:
    code, found = checked(tmp_path, WORKERS)
    assert code == 3
    assert "Rien à corriger, mais ce fichier ne peut pas encore être chargé." in found.text
    assert f"aucune convention ne couvre le jeu {JEU}" in found.text
    agreement = register(tmp_path / "conventions.csv")
    both = [tmp_path / "salaries.csv", agreement]
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(tmp_path)
        assert check_files(Settings(tmp_path / "warehouse.duckdb"), both, None, None) == 0
    assert "serait accepté" in (tmp_path / "salaries-verification.html").read_text("utf-8")


def test_what_is_wrong_with_the_whole_file_is_said_and_that_more_may_follow(tmp_path: Path) -> None:
    code, found = checked(tmp_path, f"{WORKERS};Dupont", header=f"{EMPLOYEES};nom_employeur")
    assert code == 3
    assert "n'est pas prévue par la convention" in found.text
    assert "peut en montrer d’autres" in found.text
    assert "Dupont" not in found.text


@pytest.mark.parametrize(
    ("value", "quoted"),
    [
        ("12", True),
        ("1234567", True),
        ("12,5", True),
        ("2A004", True),
        ("H", True),
        ("12345678", False),
        ("Jean", False),
        ("DUPONT Jean", False),
        ("12/03/1938", False),
        ("0612345678", False),
        ("1380362498123", False),
        ("jean@exemple.fr", False),
        ("3 rue de la Fosse", False),
        ("individuelle", True),
        ("DUPOND", False),
    ],
)
def test_what_could_tell_of_a_person_is_never_quoted(value: str, quoted: bool) -> None:
    place = Deviation("valeurs", "type", "Données", 2, value, f"l’une des valeurs «{NBSP}individuel{NBSP}»")
    said = told(place, public=False)
    assert (said == value) is quoted
    assert quoted or not re.search(r"[0-8]{3}|[b-zB-Z]{4}", said.split("forme")[1])
    assert told(place, public=True) == value


def test_a_repeated_key_is_told_by_its_line_and_not_by_what_it_is() -> None:
    place = Deviation("unique", "a, b", "Données", 7, "62498 / Jean / 1938, déjà ligne 3", "une clé")
    assert told(place, public=False) == "déjà ligne 3"


def test_a_report_escapes_what_it_quotes() -> None:
    hostile = "<script>alert(1)</script>"
    text = page(verification(fault(1, 1, hostile), public=frozenset({JEU})))
    assert hostile not in text
    assert hostile in Page(text).text


def test_a_report_says_what_was_not_read_and_speaks_french() -> None:
    text = page(verification(fault(1, 1, None)))
    assert '<html lang="fr">' in text
    assert "Feuilles ou fichiers de l’archive : Lisez-moi" in Page(text).text
    assert "Colonnes : commentaire" in Page(text).text
    assert "1 ligne dans ce cas" in Page(text).text


def test_open_data_are_quoted_and_no_agreement_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "donnees_communes.csv"
    path.write_text(communes_csv(LENS.replace("32618", "beaucoup")), encoding="utf-8")
    assert check_files(Settings(tmp_path / "warehouse.duckdb"), [path], 2021, tmp_path / "r.html") == 3
    assert [row[4] for row in Page((tmp_path / "r.html").read_text("utf-8")).rows[1:]] == ["beaucoup"]


def test_two_files_of_one_name_have_two_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files = [write(tmp_path / name, EMPLOYEES, WORKERS) for name in ("a.csv", "a.txt")]
    check_files(Settings(tmp_path / "warehouse.duckdb"), files, None, None)
    assert {path.name for path in tmp_path.glob("*.html")} == {"a-verification.html", "a-verification-2.html"}


def test_a_report_replaces_a_former_one_on_the_same_file_and_nothing_else(tmp_path: Path) -> None:
    checked(tmp_path, WORKERS)
    checked(tmp_path, WORKERS)
    target = tmp_path / "rapport.html"
    other = write(tmp_path / "autre.csv", EMPLOYEES, WORKERS)
    with pytest.raises(BuildError, match="existe déjà"):
        check_files(Settings(tmp_path / "warehouse.duckdb"), [other], None, target)
    target.write_text("mes notes", encoding="utf-8")
    with pytest.raises(BuildError, match="existe déjà"):
        checked(tmp_path, WORKERS)
    assert target.read_text("utf-8") == "mes notes"


@pytest.mark.parametrize("known, doubted", [((), False), (("62498-1",), False), (("62498-2",), True)])
def test_a_cite_that_no_layer_has_is_told_to_the_partner_once_layers_are_loaded(
    known: tuple[str, ...], doubted: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, target = Settings(tmp_path / "warehouse.duckdb"), tmp_path / "rapport.html"
    load(settings, [register(tmp_path / "c.csv", {"jeu": "bailleurs_parc"})], None, lambda _: None)
    with duckdb.connect(str(settings.published)) as con:
        con.execute(
            "create schema marts; create table marts.cites as select unnest(?::varchar[]) as code_cite", [known]
        )
    file = write_park(tmp_path / "parc.csv", ("A", "62498", 2022), ("A", "62498", 2024), cite="62498-1")
    assert check_files(settings, [file], None, target) == 0
    found = Page(target.read_text("utf-8"))
    said = capsys.readouterr().out.replace(NBSP, " ")
    for text in (found.text, said):
        assert ("2 lignes (2, 3) d'une cité qu'aucune couche" in text) is doubted
    assert ("serait accepté, mais une chose est à vérifier" in found.text) is doubted
    assert "serait accepté" in said


def test_a_partner_whose_agreement_has_lapsed_is_told_so_though_another_s_is_in_force(tmp_path: Path) -> None:
    settings, target = Settings(tmp_path / "warehouse.duckdb"), tmp_path / "rapport.html"
    agreed = [
        {"convention": f"de {name}", "partenaire": name, "jeu": "bailleurs_parc", "fin_le": end}
        for name, end in (("A", ""), ("B", "31/12/2020"))
    ]
    load(settings, [register(tmp_path / "c.csv", *agreed)], None, lambda _: None)
    for name, code in (("A", 0), ("B", 3)):
        file = write_park(tmp_path / "parc.csv", (name, "62498", 2024))
        assert check_files(settings, [file], None, target) == code
    assert "la convention de B (B), qui couvrait le jeu" in Page(target.read_text("utf-8")).text
