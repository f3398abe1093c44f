"""The simulated cités: real communes, nothing else that is real, and the same for ever."""

from __future__ import annotations

import json

import pytest
import shapely

from ingest.landing import EMBEDDED
from simulation.cites import FILES, Cite, cites, draw_cites
from simulation.communes import Communes, read_communes, read_outlines


@pytest.fixture(scope="module")
def communes() -> Communes:
    return read_communes(EMBEDDED)


@pytest.fixture(scope="module")
def drawn(communes: Communes) -> list[Cite]:
    return draw_cites(communes, read_outlines(EMBEDDED))


@pytest.fixture(scope="module")
def layers(communes: Communes) -> dict[str, list[dict[str, dict[str, object]]]]:
    texts = cites(communes, read_outlines(EMBEDDED))
    return {name: json.loads(text)["features"] for name, text in texts.items()}


def test_what_has_a_name_says_that_it_is_simulated(layers: dict[str, list[dict[str, dict[str, object]]]]) -> None:
    for features in layers.values():
        for feature in features:
            names = [feature["properties"].get(key) for key in ("nom", "compagnie", "proprietaire", "section")]
            assert all("simulé" in str(name) for name in names if name is not None)


def test_no_real_cite_has_the_number_of_a_simulated_one(drawn: list[Cite]) -> None:
    numbers = [cite.number for cite in drawn]
    assert len(numbers) == len(set(numbers))
    assert all(number.startswith("SIM") for number in numbers)


def test_a_cite_of_two_communes_lies_in_both(drawn: list[Cite], layers: dict[str, list[dict[str, object]]]) -> None:
    document = json.loads((EMBEDDED / "contours_communes.geojson").read_text(encoding="utf-8"))
    outlines = {
        feature["properties"]["code_commune"]: shapely.from_geojson(json.dumps(feature["geometry"]))
        for feature in document["features"]
    }
    astride = [cite for cite in drawn if len(cite.communes) == 2]
    assert len(astride) == 6
    for cite in astride:
        assert all(outlines[code].distance(shapely.Point(cite.centre)) < 1e-9 for code in cite.communes)


def test_everything_that_happens_to_a_real_cite_happens_to_one(drawn: list[Cite]) -> None:
    assert {len(cite.layers) for cite in drawn} == {1, 2}
    assert {len(cite.landlords) for cite in drawn} == {0, 1, 2}
    assert {cite.inventoried for cite in drawn} == {True, False}
    assert {layer for cite in drawn for layer in cite.layers} == set(FILES)
