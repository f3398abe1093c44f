"""`bassin portrait`: the sheets of an EPCI."""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingest.refusals import NBSP
from tests.conftest import run_bassin


def test_an_epci_and_each_of_its_communes_get_a_sheet_and_the_warehouse_is_only_read(
    entrepot_demo: Path, tmp_path: Path
) -> None:
    before = entrepot_demo.stat().st_mtime_ns
    done = run_bassin(entrepot_demo, "portrait", "--epci", "246200364", "--sortie", tmp_path / "fiches")
    assert done.returncode == 0, done.stderr
    written = sorted(path.name for path in (tmp_path / "fiches").iterdir())
    with duckdb.connect(str(entrepot_demo), read_only=True) as connection:
        found = connection.execute(
            "select nombre_communes from marts.territoires where niveau = 'epci' and code_territoire = '246200364'"
        ).fetchone()
    assert found is not None
    assert len(written) == found[0] + 1
    assert all(name.startswith("demonstration_portrait_") and name.isascii() for name in written)
    assert str(tmp_path / "fiches") in done.stdout
    lens = (tmp_path / "fiches" / "demonstration_portrait_62498_lens.html").read_text(encoding="utf-8")
    assert lens.startswith("<!doctype html>")
    assert "Démonstration" in lens
    assert "<script" not in lens
    assert "http" not in lens
    assert entrepot_demo.stat().st_mtime_ns == before


def test_an_unknown_epci_is_one_sentence_with_code_2_and_writes_nothing(entrepot_petit: Path, tmp_path: Path) -> None:
    done = run_bassin(entrepot_petit, "portrait", "--epci", "999", "--sortie", tmp_path / "fiches")
    assert done.returncode == 2
    assert "« 999 » n'est le code d'aucun EPCI" in done.stderr.replace(NBSP, " ")
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "fiches").exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(entrepot_demo: Path, tmp_path: Path) -> None:
    (tmp_path / "fiches").write_text("un fichier", encoding="utf-8")
    done = run_bassin(entrepot_demo, "portrait", "--epci", "246200364", "--sortie", tmp_path / "fiches")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
