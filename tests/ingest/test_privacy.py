"""What identifies someone and what only looks like it; what is kept where a contract reduces; what is said."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bassin.fingerprint import Fingerprint
from bassin.settings import Settings
from ingest import ledger, quality
from ingest.delivered import Delivered, told_path
from ingest.delivery import Delivery
from ingest.landing import Lander, _unreadable
from ingest.privacy.days import year_of
from ingest.privacy.headers import announced_by
from ingest.privacy.identifiers import ANYWHERE, DAYS, IN_AGREED_CELLS, found_in, found_in_name, masked
from ingest.privacy.key import Key
from ingest.privacy.reduction import bare_name, commune_of
from ingest.readers import read_tables
from ingest.recognition import recognise
from ingest.refusals import NBSP, Refusal
from ingest.registry import Contract, load_contracts
from tests.ingest.conftest import HEADER, Land, communes_csv
from tests.ingest.persons import KINDS, KINDS_UNDER_AGREEMENT, Persons, found_among
from tests.ingest.planted import AGREED, OPEN, content, rows_of, write_contracts

EVERY = (*ANYWHERE, *IN_AGREED_CELLS, *DAYS)
INNOCENT = (
    "2.83123456789012",
    "0.0512345678",
    "12,0321123456",
    "05/06/2019 10:30",
    "05-06-2019 10",
    "2024-05-06 10:12:13",
    "CRS3035RES200mN2959400E3940400",
    "20 003 456 000 012",
    "130 005 481 00010",
    "Nombre de naissances entre le 01/01/2013 et le 01/01/2018",
    "1 255 081 416 802",
    "[2.831234567890123,50.412345678901234]",
    "Cité des Électriciens, rue Anatole France",
    "2e trimestre 2019 @ Lens",
    "FR76 0000",
)


@settings(deadline=None)
@given(st.sampled_from(list(KINDS_UNDER_AGREEMENT)), st.integers(0, 10_000), st.sampled_from(["", "vu : ", "…, ", "("]))
def test_an_identifier_is_found_alone_or_inside_a_text_by_both_engines(kind: str, seed: int, before: str) -> None:
    text = before + Persons(seed).draw(kind) + " (dossier 12)"
    assert KINDS_UNDER_AGREEMENT[kind] in (found_in(text, EVERY) or "")
    shapes = "|".join(one.re2 for one in EVERY)
    assert pc.match_substring_regex(pa.array([f"12|{text}|3.5"]), shapes).to_pylist() == [True]


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(list(KINDS)), st.integers(0, 1000))
def test_what_python_finds_rests_on_a_line_that_re2_kept(noise: str, kind: str, seed: int) -> None:
    text = noise + Persons(seed).draw(kind) + noise
    if found_in(text):
        shapes = "|".join(one.re2 for one in ANYWHERE)
        assert pc.match_substring_regex(pa.array([text]), shapes).to_pylist() == [True]


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_looks_like_an_identifier_is_left_alone(text: str) -> None:
    assert found_in(text) is None


def test_a_number_without_its_key_is_no_social_security_number_nor_an_account() -> None:
    assert found_in("2 55 08 14 168 025 38") and found_in("FR7630006000011234567890189")
    assert found_in("2 55 08 14 168 025 39") is None
    assert found_in("FR7730006000011234567890189") is None


@settings(deadline=None)
@given(st.sampled_from(list(KINDS)), st.integers(0, 1000))
def test_masking_leaves_nothing_of_an_identifier_and_masks_once(kind: str, seed: int) -> None:
    persons = Persons(seed)
    told = masked(f"Conversion Error: {persons.draw(kind)} et {persons.draw(kind)} !")
    assert found_among(persons.drawn, [told.encode()]) == set()
    assert masked(told) == told


@pytest.mark.parametrize("kind", sorted(KINDS_UNDER_AGREEMENT.keys() - {"jour"}))
def test_the_name_of_a_file_or_of_a_folder_is_told_only_if_it_is_nobodys(kind: str) -> None:
    identifier = Persons(3).draw(kind).replace("/", "-")
    for name in (f"{identifier}.csv", f"envoi {identifier} (2).xlsx", identifier.replace(" ", "_") + ".csv"):
        file = Delivered(Path("depot") / "angdm" / name, "depot")
        assert re.fullmatch(r"fichier dont le nom contient une? .* \(dossier angdm\)", file.name), name
        assert identifier not in told_path(Path("depot") / identifier / "a.csv")
    assert Delivered(Path("depot/populations_au_01-01-2023.csv"), "depot").name == "populations_au_01-01-2023.csv"


def test_the_fingerprint_of_a_build_does_not_tell_a_path_that_names_someone(tmp_path: Path) -> None:
    files = [tmp_path / "paul@exemple.fr" / "a.csv", tmp_path / "jeanne@exemple.fr" / "a.csv", tmp_path / "b.csv"]
    for rank, file in enumerate(files):
        file.parent.mkdir(exist_ok=True)
        file.write_text(str(rank))
    taken = Fingerprint.take(Settings(tmp_path / "w.duckdb"), files, None, Fingerprint(), fresh=True)
    assert "exemple.fr" not in taken.to_json()
    assert len(taken.contents_of(files)) == len(taken.livraisons) == 3
    again = Fingerprint.take(Settings(tmp_path / "w.duckdb"), files, None, taken, fresh=False)
    assert again.same_content(taken)


def test_a_refusal_does_not_tell_the_column_or_sheet_that_names_someone() -> None:
    said = str(Refusal("x", "y", "f.xlsx", "Mme DUPONT", 3, "paul@exemple.fr"))
    assert "DUPONT" not in said and "paul" not in said and "ligne 3" in said


def test_an_ignored_column_is_told_only_if_it_names_nobody(contracts: dict[str, Contract]) -> None:
    [table] = read_tables("donnees_communes.csv", communes_csv(header=HEADER + ";paul@exemple.fr;Rien").encode())
    match = recognise(table, contracts.values(), "donnees_communes.csv", 2021, embedded=False)
    assert match and "paul@exemple.fr" in match.ignored
    told = Delivery(Delivered(Path("donnees_communes.csv"), "depot"), "", 0, [match], [], None).ignored
    assert "Rien" in told and not any("paul" in name for name in told)


def test_the_words_of_a_library_are_not_told() -> None:
    assert "DUPONT" not in str(_unreadable(ValueError("cannot read 'DUPONT Jean'")))


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Nom", "nom de personne"),
        ("PRÉNOM", "nom de personne"),
        ("Nom de naissance", "nom de personne"),
        ("date_naissance", "date de naissance"),
        ("Date de naissance du conjoint", "date de naissance"),
        ("Né(e) le", "date de naissance"),
        ("N° de sécurité sociale", "sécurité sociale"),
        ("NIR", "sécurité sociale"),
        ("Matricule", "matricule"),
        ("Adresse postale", "adresse"),
        ("adresse mail", "adresse électronique"),
        ("e-mail", "adresse électronique"),
        ("Tél. portable", "téléphone"),
        ("IBAN", "compte bancaire"),
    ],
)
def test_a_header_announces_what_its_column_holds(header: str, kind: str) -> None:
    assert kind in (announced_by(header) or "")


@pytest.mark.parametrize(
    "header",
    ["nom_zone", "nom_commune", "annee_naissance", "code_cite", "sexe", "naissances", "telephonie", "logement"],
)
def test_a_header_of_a_count_or_of_a_place_announces_nobody(header: str) -> None:
    assert announced_by(header) is None


def test_the_headers_of_things_are_left_to_open_data() -> None:
    assert announced_by("nom", open_data=True) is None and announced_by("adresse", open_data=True) is None
    assert announced_by("prenom", open_data=True) and announced_by("nir", open_data=True)


@pytest.mark.parametrize("header", ["Nom", "date de naissance"])
def test_a_contract_may_not_ask_for_an_identifier_that_it_does_not_reduce(
    contracts: dict[str, Contract], header: str
) -> None:
    data = contracts["insee_tous_salaries"].model_dump() | {"personnel": {}}
    layout: dict[str, Any] = data["dispositions"][0]
    layout["requises"]["salaries"] = header
    with pytest.raises(ValueError, match="à réduire par `personnel`"):
        Contract.model_validate(data)
    assert Contract.model_validate(data | {"personnel": {"salaries": "annee"}})
    with pytest.raises(ValueError, match="un jeu public n'a rien de personnel"):
        Contract.model_validate(data | {"personnel": {"salaries": "annee"}, "diffusion": "public"})


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("12/03/1935", "1935"),
        ("1935-03-12", "1935"),
        ("1935-03-12 00:00:00", "1935"),
        ("12.3.1935", "1935"),
        ("19350312", "1935"),
        ("12031935", "1935"),
        ("19121935", "1935"),
        ("1935", "1935"),
        ("31/02/1935", None),
        ("12/03/35", None),
        ("03/1935", None),
        ("12856", None),
        ("DUPONT", None),
    ],
)
def test_of_a_birth_its_year_is_kept_and_never_guessed(text: str, year: str | None) -> None:
    assert year_of(text) == year


def test_of_an_address_the_commune_is_kept_by_department_and_name() -> None:
    communes = {
        ("62", "noeux les mines"): {"62617"},
        ("62", "saint venant"): {"62770"},
        ("59", "saint venant"): {"59999"},
        ("62", "double"): {"62001", "62002"},
        ("2A", "ajaccio"): {"2A004"},
    }
    assert commune_of("4 rue des Fosses, 62290 NŒUX-LES-MINES", communes) == "62617"
    assert commune_of("12345 route X 62350 St Venant cedex 2", communes) == "62770"
    assert commune_of("1 quai 20000 Ajaccio", communes) == "2A004"
    assert commune_of("62498", communes) == "62498"
    for lost in ("4 rue des Fosses", "62290 Nulle-Part", "1 rue X 80000 Noeux-les-Mines", "62000 Double", "Lens"):
        assert commune_of(lost, communes) is None
    assert bare_name("L'Isle-d’Abeau") == "l isle d abeau"


def test_a_keyed_hash_depends_on_the_person_the_data_set_and_the_key_and_not_on_the_writing() -> None:
    one, other = Key(bytes(32)), Key(bytes([1] * 32))
    assert one.hash("angdm", "2 55 08 14 168 025 38") == one.hash("angdm", "255081416802538")
    hashes = {key.hash(jeu, person) for key in (one, other) for jeu in ("a", "b") for person in ("m1", "m2")}
    assert len(hashes) == 8
    assert {text.split(".")[0] for text in hashes} == {one.number, other.number}


@pytest.mark.parametrize("content", [None, "court", "Z" * 64])
def test_without_a_key_one_sentence_says_how_to_make_it(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BASSIN_CLE_EMPREINTES", str(tmp_path / "cle.txt") if content else "")
    if content:
        (tmp_path / "cle.txt").write_text(content)
    with pytest.raises(Refusal) as refusal:
        Key.from_environment()
    assert "secrets.token_hex(32)" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert [path.name for path in tmp_path.iterdir()] == (["cle.txt"] if content else [])


def test_random_figures_and_codes_are_no_identifiers() -> None:
    rng = random.Random(1)
    cells = [repr(rng.random() * 10 ** rng.randint(-3, 6)) for _ in range(20_000)]
    cells += [f"{rng.randint(1, 95):02}{rng.randint(1, 999):03}{rng.randint(0, 9999):04}" for _ in range(20_000)]
    cells += [str(rng.randint(10**13, 10**14 - 1)) for _ in range(20_000)]
    assert [cell for cell in cells if found_in(cell)] == []


def test_names_are_looked_at_under_every_writing_of_a_blank() -> None:
    for name in ("Mme_DUPONT.csv", "12_rue_des_Lilas.csv", "paul%40exemple.fr.csv", "M. Dupont.csv"):
        assert found_in_name(name)
    assert found_in_name("base-cc-filosofi-2019_XLSX.zip") is None


@pytest.mark.parametrize(("jeu", "on_disk"), [(AGREED, False), (OPEN, True)])
def test_what_is_under_agreement_is_on_no_disk_while_its_checks_run(
    jeu: str, on_disk: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    persons, seen = Persons(5), list[set[bytes]]()
    row = rows_of(jeu, [""])[0] | {f"{jeu}_valeur": persons.draw("nom")}
    (tmp_path / f"{jeu}.csv").write_bytes(content("csv", [row]))
    (tmp_path / "contrats").mkdir()
    write_contracts(tmp_path / "contrats")
    contracts = load_contracts() | load_contracts(tmp_path / "contrats")
    (tmp_path / "base").mkdir()

    def look(*_: object) -> list[object]:
        seen.append(found_among(persons.drawn, [path.read_bytes() for path in (tmp_path / "base").iterdir()]))
        return []

    monkeypatch.setattr(quality, "run_checks", look)
    with duckdb.connect(str(tmp_path / "base" / "warehouse.duckdb")) as con:
        ledger.prepare(con, contracts.values())
        assert Lander(con, contracts, None, trial=True).land([Delivered(tmp_path / f"{jeu}.csv", "depot")]).landed
    assert [bool(found) for found in seen] == [on_disk]


GOOD = {
    "annee": "2021",
    "matricule": "m1",
    "date_naissance": "12/03/1935",
    "adresse": "3 rue X, 62300 Lens",
    "valeur": "1",
}


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("date_naissance", "31/02/1935", "une date (jj/mm/aaaa"),
        ("date_naissance", "douze mars", "une date (jj/mm/aaaa"),
        ("adresse", "3 rue Y, 62300 Nulle-Part", "une commune connue"),
    ],
)
def test_what_cannot_be_reduced_is_refused_with_its_place_and_without_its_value(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, column: str, value: str, words: str
) -> None:
    (tmp_path / "cle.txt").write_text("0" * 64)
    monkeypatch.setenv("BASSIN_CLE_EMPREINTES", str(tmp_path / "cle.txt"))
    said = _land_nominative(con, tmp_path, [GOOD, GOOD | {"matricule": "m2", column: value}])
    assert words in said and f"ligne 3, colonne «{NBSP}{column}{NBSP}»" in said
    assert value not in said


def test_persons_do_not_land_without_a_key(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BASSIN_CLE_EMPREINTES", raising=False)
    assert "créez la clé" in _land_nominative(con, tmp_path, [GOOD])


def _land_nominative(con: duckdb.DuckDBPyConnection, tmp_path: Path, rows: list[dict[str, str]]) -> str:
    """The only sentence by which a nominative delivery is refused."""
    (tmp_path / "contrats").mkdir()
    write_contracts(tmp_path / "contrats")
    contracts = load_contracts() | load_contracts(tmp_path / "contrats")
    ledger.prepare(con, contracts.values())
    (tmp_path / "liste.csv").write_bytes(content("csv", rows))
    [sentence] = Lander(con, contracts, None, trial=True).land([Delivered(tmp_path / "liste.csv", "depot")]).refused
    return sentence


def test_open_columns_kept_by_their_header_may_not_announce_a_person(land: Land, tmp_path: Path) -> None:
    path = tmp_path / "DS_ESSAI_2022_CSV_FR.csv"
    path.write_text("GEO;GEO_OBJECT;TIME_PERIOD;OBS_VALUE;PRENOM\n62498;COM;2022;1;Jeanne\n", encoding="utf-8")
    [sentence] = land(path).refused
    assert "annonce un nom de personne" in sentence and "Jeanne" not in sentence
