"""Slots, editions, precedence: what a delivery replaces, hides, and gives back."""

from __future__ import annotations

import gzip
import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ingest import ledger
from ingest.delivered import Delivered
from ingest.landing import Lander
from ingest.registry import Contract
from tests.ingest.conftest import DOUAI, LENS, Land, communes_csv

TWO_CODES = (
    "CODREG;REG;CODDEP;CODARR;CODCAN;CODCOM;COM;PMUN;PCAP;PTOT\n"
    "32;Hauts-de-France;62;7;30;498;Lens;32618;298;32916\n"
    "01;Guadeloupe;971;2;93;101;Les Abymes;53514;0;53514\n"
)


def raw(con: duckdb.DuckDBPyConnection, edition: str = "donnees_communes") -> list[tuple[object, ...]]:
    return con.execute(
        "select code_commune, population_municipale, _millesime, _geographie, _ligne "
        "from raw.insee_populations_reference where _edition = ? order by 1",
        [edition],
    ).fetchall()


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_embedded_codes_keep_five_characters(con: duckdb.DuckDBPyConnection) -> None:
    lengths = con.execute("select distinct length(code_commune) from raw.insee_populations_reference").fetchall()
    assert lengths == [(5,)]
    assert con.execute("select count(*) from raw.insee_cog_communes where code_commune = '01001'").fetchone() == (1,)


def test_every_contract_has_its_raw_table_even_empty(
    con: duckdb.DuckDBPyConnection, contracts: dict[str, Contract]
) -> None:
    for contract in contracts.values():
        columns = [row[0] for row in con.execute(f"describe raw.{contract.jeu}").fetchall()]
        assert columns == [*contract.colonnes, *ledger.PROVENANCE]


def test_a_delivery_lands_with_its_provenance(land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    land(write(tmp_path / "donnees_communes_2024.csv", communes_csv()))
    assert raw(con) == [("59178", "39613", 2021, 2023, 3), ("62498", "32618", 2021, 2023, 2)]
    row = con.execute(
        "select fichier, jeu, producteur, millesime, millesimes, nature, colonnes_ignorees, length(sha256), lignes "
        "from meta.livraisons where origine = 'depot'"
    ).fetchone()
    assert row == (
        "donnees_communes_2024.csv",
        "insee_populations_reference",
        "INSEE",
        2021,
        [2021],
        "observe",
        ["CODARR", "CODCAN", "CODCOM"],
        64,
        2,
    )


@pytest.mark.parametrize(
    "save",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: gzip.compress(text.encode()),
        lambda text: text.replace(";", ",").encode(),
        lambda text: text.replace(";", "\t").encode(),
        lambda text: text.replace("\r\n", "\n").encode(),
        lambda text: text.replace(";Lens;", ';"Lens";').encode(),
        lambda text: text.replace("PMUN", " pmun ").encode(),
    ],
    ids=["bom", "gzip", "commas", "tabs", "lf", "quotes", "header in another case"],
)
def test_however_it_is_saved_a_file_gives_the_same_rows(
    land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path, save: Callable[[str], bytes]
) -> None:
    path = tmp_path / "donnees_communes.csv"
    path.write_bytes(save(communes_csv()))
    assert not land(path).refused
    assert raw(con) == [("59178", "39613", 2021, 2023, 3), ("62498", "32618", 2021, 2023, 2)]


def test_a_zip_with_folders_inside_is_read(land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("ensemble/donnees_communes.csv", communes_csv())
        archive.writestr("ensemble/meta_donnees_communes.csv", "COD_VAR;LIB_VAR\nPMUN;Population municipale\n")
    path = tmp_path / "ensemble.zip"
    path.write_bytes(buffer.getvalue())
    land(path)
    assert len(raw(con)) == 2
    assert con.execute("select feuilles_ignorees from meta.livraisons where origine = 'depot'").fetchone() == (
        ["ensemble/meta_donnees_communes.csv"],
    )


def test_a_code_in_two_columns_is_assembled(land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    land(write(tmp_path / "donnees_communes.csv", TWO_CODES))
    assert [row[0] for row in raw(con, "donnees_communes_deux_codes")] == ["62498", "97101"]


def test_the_same_bytes_are_not_loaded_twice(
    con: duckdb.DuckDBPyConnection, contracts: dict[str, Contract], tmp_path: Path
) -> None:
    path = write(tmp_path / "donnees_communes.csv", communes_csv())
    for expected in (1, 0):
        report = Lander(con, contracts, 2021).land([Delivered(path, "depot")])
        assert len(report.landed) == expected


def test_other_bytes_replace_their_own_slots_only_and_are_compared(
    land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    land(write(tmp_path / "a.csv", communes_csv()), millesime=2019)
    first = land(write(tmp_path / "b.csv", communes_csv())).landed[0]
    second = land(write(tmp_path / "c.csv", communes_csv(LENS.replace("32618", "32619")))).landed[0]
    assert second.change == ledger.Change((first.livraison,), added=0, gone=1, changed=1, former=2)
    assert [row[:3] for row in raw(con)] == [
        ("59178", "39613", 2019),
        ("62498", "32618", 2019),
        ("62498", "32619", 2021),
    ]
    replaced = con.execute("select remplacee_par from meta.livraisons where livraison = ?", [first.livraison])
    assert replaced.fetchone() == (second.livraison,)


def test_withdrawing_a_delivery_brings_back_what_it_hid(
    land: Land, con: duckdb.DuckDBPyConnection, contracts: dict[str, Contract], tmp_path: Path
) -> None:
    first = land(write(tmp_path / "a.csv", communes_csv())).landed[0]
    before = raw(con)
    second = land(write(tmp_path / "b.csv", communes_csv(LENS.replace("32618", "32619")))).landed[0]
    assert ledger.withdraw(con, contracts, second.livraison) == ("insee_populations_reference", [first.livraison])
    assert raw(con) == before
    assert con.execute("select count(*) from archive.insee_populations_reference").fetchone() == (0,)
    with pytest.raises(LookupError):
        ledger.withdraw(con, contracts, second.livraison)


def test_two_files_of_one_run_that_disagree_are_both_refused(
    land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    one = write(tmp_path / "a.csv", communes_csv())
    other = write(tmp_path / "b.csv", communes_csv(LENS, DOUAI.replace("39613", "39614")))
    for _ in range(2):
        report = land(one, other)
        assert not report.landed
        assert len(report.refused) == 2
        assert raw(con) == []


def test_three_files_of_one_run_that_disagree_are_all_refused(
    land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    files = [write(tmp_path / f"{n}.csv", communes_csv(LENS.replace("32618", f"3261{n}"))) for n in range(3)]
    assert len(land(*files).refused) == 3
    assert raw(con) == []


def test_two_lists_of_communes_live_side_by_side_and_each_replaces_itself(
    land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    header = "code_perimetre;nom_perimetre;geographie;code_commune\n"
    land(
        write(tmp_path / "a.csv", header + "a;A;2024;62498\na;A;2024;59178\n"),
        write(tmp_path / "b.csv", header + "b;B;2024;62498\n"),
    )
    land(write(tmp_path / "c.csv", header + "a;A;2024;62498\n"))
    rows = con.execute(
        "select code_perimetre, code_commune from raw.mission_perimetres where _edition = 'liste' order by all"
    ).fetchall()
    assert rows == [("a", "62498"), ("b", "62498")]


def test_an_archive_takes_its_good_members_and_names_the_others(
    land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("donnees_communes.csv", communes_csv())
        archive.writestr(
            "donnees_cantons.csv", "REG;Région;DEP;CODARR;CODCAN;CANTON;NBCOM;PMUN;PTOT\n32;H;62;7;30;X;3;1;2\n"
        )
        archive.writestr(
            "epcicom.csv",
            "siren;raison_sociale;nature_juridique;insee;nom_membre;pmun_2021;ptot_2021\n"
            "246200364;CALL;CA;62998;Inconnue;1;2\n",
        )
    path = tmp_path / "ensemble.zip"
    path.write_bytes(buffer.getvalue())
    for expected in (1, 0):
        report = land(path)
        assert len(report.landed) == expected
        assert len(report.refused) == 1
        assert "62998" in report.refused[0]
    assert len(raw(con)) == 2


def test_a_file_never_passes_for_the_embedded_data(land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "annee_rp;geographie;code_commune;population_municipale\n2021;2024;62498;1\n")
    assert land(path).unknown == [str(path)]
    assert con.execute("select count(*) from raw.insee_populations_reference").fetchone() == (244483,)


def test_a_depot_file_that_loses_lines_is_refused_unless_it_is_named(
    con: duckdb.DuckDBPyConnection, contracts: dict[str, Contract], tmp_path: Path
) -> None:
    full, cut = write(tmp_path / "a.csv", communes_csv()), write(tmp_path / "b.csv", communes_csv(LENS))
    assert Lander(con, contracts, 2021).land([Delivered(full, "depot")]).landed
    assert "n'y sont plus" in Lander(con, contracts, 2021).land([Delivered(cut, "depot")]).refused[0]
    assert Lander(con, contracts, 2021).land([Delivered(cut, "depot", explicit=True)]).landed


def test_the_ledger_remembers_the_vintage_its_caller_gave(
    con: duckdb.DuckDBPyConnection, contracts: dict[str, Contract], tmp_path: Path
) -> None:
    path = write(tmp_path / "donnees_communes.csv", communes_csv())
    assert Lander(con, contracts, 2021).land([Delivered(path, "depot", explicit=True)]).landed
    for asked in (None, 2019):
        report = Lander(con, contracts, asked).land([Delivered(path, "depot")])
        assert (report.landed, report.refused) == ([], [])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("population.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000)),
        ("a.geojson", b'{"type": "FeatureCollection"'),
        ("a.xlsx", b"<html><table></table></html>"),
        ("a.zip", b"PK\x03\x04" + bytes(100)),
    ],
)
def test_a_file_no_library_can_read_never_stops_the_run(land: Land, tmp_path: Path, name: str, content: bytes) -> None:
    path, good = tmp_path / name, write(tmp_path / "z.csv", communes_csv())
    path.write_bytes(content)
    report = land(path, good)
    assert [landed.file for landed in report.landed] == ["z.csv"]
    assert len(report.refused) == 1
    assert report.refused[0].startswith(name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.txt", b"bonjour\rvous\r"),
        ("vide.geojson", b'{"type": "FeatureCollection"}'),
        ("proprietes.geojson", b'{"type": "FeatureCollection", "features": [{"properties": null}, null]}'),
        ("cellule.csv", b"a;b\n" + b"x" * 200_000 + b";1\n"),
        ("accents.txt", "dÃ©jÃ ".encode()),
        ("France2018.txt", b"ACTUAL\tREG\tDEP\tCOM\tNCCENR\n3\t84\t01\t003\tAmareins\n"),
        ("v_canton_2024.csv", b"CAN,DEP,REG,COMPCT,BURCENTRAL,TNCC,NCC,NCCENR,LIBELLE\n0101,01,84,1,01004,1,A,A,A\n"),
        ("v_ctcd_2024.csv", b"CTCD,REG,CHEFLIEU,TNCC,NCC,NCCENR,LIBELLE\n01D,84,01053,5,AIN,Ain,D\n"),
    ],
)
def test_a_file_that_is_none_of_ours_is_unknown_and_no_error(
    land: Land, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    report = land(path)
    assert (report.landed, report.refused) == ([], [])


@pytest.mark.parametrize("figure", ["32,618", "32.6", "-3", "1e16"])
def test_a_population_is_a_whole_number(land: Land, tmp_path: Path, figure: str) -> None:
    report = land(write(tmp_path / "a.csv", communes_csv(LENS.replace("32618", figure))))
    assert "nombre entier" in report.refused[0]


def test_blanks_between_thousands_are_read(land: Land, tmp_path: Path) -> None:
    for number, blank in enumerate((" ", "\u00a0", "\u202f")):
        path = write(tmp_path / f"{number}.csv", communes_csv(LENS.replace("32618", f"32{blank}618")))
        assert not land(path).refused


def test_the_order_of_files_changes_nothing(landed: Path, contracts: dict[str, Contract], tmp_path: Path) -> None:
    texts = [
        communes_csv(),
        TWO_CODES,
        "code_perimetre;nom_perimetre;geographie;code_commune\nx;X;2024;62498\n",
    ]
    tables = []
    for order in (texts, texts[::-1]):
        folder = tmp_path / str(len(tables))
        folder.mkdir()
        # Within a run files are taken by name: names give the order.
        files = [write(folder / f"{rank}.csv", text) for rank, text in enumerate(order)]
        shutil.copyfile(landed, folder / "warehouse.duckdb")
        with duckdb.connect(str(folder / "warehouse.duckdb")) as con:
            assert not Lander(con, contracts, 2021).land([Delivered(path, "depot") for path in files]).refused
            tables.append(
                [
                    con.execute(f"select count(*), bit_xor(hash(r)) from raw.{jeu} r").fetchone()
                    for jeu in sorted(contracts)
                ]
            )
    assert tables[0] == tables[1]


def test_an_interrupted_landing_leaves_raw_as_it_was(
    land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ledger, "write_checks", cut)
    with pytest.raises(KeyboardInterrupt):
        land(write(tmp_path / "donnees_communes.csv", communes_csv()))
    assert raw(con) == []
    assert con.execute("select count(*) from meta.livraisons where origine = 'depot'").fetchone() == (0,)
