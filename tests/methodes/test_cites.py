"""Cités: laws first — areas, order, symmetry, parts and whole — then what joins two features and what does not."""

from __future__ import annotations

import json
import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from methodes.cites import paires, recouvrements, regrouper
from methodes.cites.noms import mots
from methodes.cites.projection import in_metres

Square = tuple[float, float, float]
"""Longitude and latitude of the south-west corner, and side, in thousandths of a degree from Lens."""

LENS = (2.83, 50.43)
squares = st.lists(st.tuples(*[st.integers(0, 30)] * 2, st.integers(1, 12)), min_size=1, max_size=12)


def polygon(*square: float) -> str:
    west, south, side = (value / 1000 for value in square)
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    ring = [[LENS[0] + west + side * x, LENS[1] + south + side * y] for x, y in corners]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def features(*rows: tuple[str, str | None, str, Square]) -> pd.DataFrame:
    """Key, number of the inventory, name, square; the number in the property is the key's."""
    table = pd.DataFrame(
        [(key, number, key, name, None, polygon(*square)) for key, number, name, square in rows],
        columns=["objet", "id_lsm", "id_unesco", "nom", "nom_2", "geometrie"],
    )
    return table.astype({"id_lsm": "string", "nom_2": "string"})


def codes(table: pd.DataFrame) -> dict[str, str]:
    found = regrouper(table, paires(table))
    return dict(zip(found["objet"], found["code_cite"], strict=True))


def drawn(shapes: list[tuple[int, ...]]) -> pd.DataFrame:
    return features(
        *(
            (f"o{rank:02}", str(rank % 5) if rank % 3 else None, f"Cité n°{rank % 4}", shape)
            for rank, shape in enumerate(shapes)
        )
    )


# --- laws -------------------------------------------------------------------------------------------------


@given(st.floats(49.9, 50.8), st.floats(0.001, 0.1))
@settings(deadline=None)
def test_areas_are_those_of_the_ellipsoid(south: float, side: float) -> None:
    # GRS 80: meridian and normal radii of curvature, summed over the latitudes of a quadrangle.
    latitudes = np.linspace(south, south + side, 1001)
    squared, sine = 0.00669438002290, np.sin(np.radians(latitudes))
    radii = 6_378_137.0**2 * (1 - squared) / (1 - squared * sine**2) ** 2
    expected = np.trapezoid(radii * np.cos(np.radians(latitudes)), np.radians(latitudes)) * np.radians(side)
    corners = in_metres(np.array([[2.83, south], [2.83 + side, south + side]]))
    assert float(np.prod(corners[1] - corners[0])) == pytest.approx(float(expected), rel=1e-6)


def test_distances_of_the_bassin_are_right_to_one_in_a_hundred() -> None:
    # At 50.4°, a degree is 111 236 m long to the north, 71 083 m to the east.
    south, north, east = in_metres(np.array([[2.83, 49.9], [2.83, 50.9], [3.83, 49.9]]))
    assert np.hypot(*(north - south)) == pytest.approx(111_236, rel=0.01)
    assert np.hypot(*(east - south)) == pytest.approx(71_083, rel=0.01)


@given(squares, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_the_features_changes_nothing(shapes: list[tuple[int, ...]], chance: random.Random) -> None:
    table = drawn(shapes)
    order = list(range(len(table)))
    chance.shuffle(order)
    shuffled = table.iloc[order].reset_index(drop=True)
    pd.testing.assert_frame_equal(paires(table), paires(shuffled))
    assert codes(table) == codes(shuffled)


@given(squares)
@settings(max_examples=30, deadline=None)
def test_every_feature_has_one_cite_and_one_number_is_never_two_cites(shapes: list[tuple[int, ...]]) -> None:
    table = drawn(shapes)
    found = table.assign(code=table["objet"].map(codes(table)))
    assert found["code"].notna().all()
    assert found.dropna(subset="id_lsm").groupby("id_lsm")["code"].nunique().max() in (1, np.nan) or shapes == []


@given(squares)
@settings(max_examples=30, deadline=None)
def test_parts_of_a_plane_cut_in_two_add_up_to_the_whole(shapes: list[tuple[int, ...]]) -> None:
    table = pd.DataFrame({"code": "cite", "geometrie": [polygon(*shape) for shape in shapes]})
    halves = pd.DataFrame(
        {
            "genre": "moitie",
            "code_zone": ["ouest", "est"],
            "geometrie": [polygon(-100, -50, 115), polygon(15, -50, 115)],
        }
    )
    found = recouvrements(table, halves).set_index("genre")
    whole = found.loc["ensemble", "surface_m2"]
    assert np.sum(found.loc[["moitie"], "surface_m2"]) == pytest.approx(whole, rel=1e-6)
    assert whole <= sum(np.square([side for *_, side in shapes])) * 71.1 * 111.4 * 1.01


@given(squares, squares, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_the_outlines_changes_no_area(
    shapes: list[tuple[int, ...]], places: list[tuple[int, ...]], chance: random.Random
) -> None:
    table = pd.DataFrame(
        {"code": [f"c{rank % 2}" for rank in range(len(shapes))], "geometrie": [polygon(*shape) for shape in shapes]}
    )
    zones = pd.DataFrame(
        {
            "genre": "qpv",
            "code_zone": [f"QP{rank % 3}" for rank in range(len(places))],
            "geometrie": [polygon(*place) for place in places],
        }
    )
    mixed = [part.sample(frac=1, random_state=chance.randrange(1000), ignore_index=True) for part in (table, zones)]
    pd.testing.assert_frame_equal(recouvrements(table, zones), recouvrements(*mixed), check_exact=True)


@given(squares, squares)
@settings(max_examples=30, deadline=None)
def test_a_zone_made_of_others_holds_no_more_than_their_sum_and_no_less_than_each(
    shapes: list[tuple[int, ...]], places: list[tuple[int, ...]]
) -> None:
    table = pd.DataFrame({"code": "cite", "geometrie": [polygon(*shape) for shape in shapes]})
    apart = pd.DataFrame({"genre": "qpv", "code_zone": [f"QP{rank:02}" for rank in range(len(places))]})
    apart["geometrie"] = [polygon(*place) for place in places]
    zones = pd.concat([apart, apart.assign(genre="reunis", code_zone="tous")], ignore_index=True)
    found = recouvrements(table, zones)
    areas = {genre: part["surface_m2"] for genre, part in found.groupby("genre")}
    whole = found["surface_totale_m2"].iloc[0]
    together = float(areas["reunis"].sum()) if "reunis" in areas else 0.0
    each = areas.get("qpv", pd.Series([0.0]))
    assert each.max() * (1 - 1e-9) <= together <= min(each.sum(), whole) * (1 + 1e-9)


def test_nothing_gives_nothing() -> None:
    table = features()
    pairs = paires(table)
    assert pairs.empty
    assert regrouper(table, pairs).empty
    empty = pd.DataFrame({"code": [], "genre": [], "code_zone": [], "geometrie": []}, dtype="string")
    found = recouvrements(empty[["code", "geometrie"]], empty[["genre", "code_zone", "geometrie"]])
    assert found.empty
    assert list(found) == ["code", "genre", "code_zone", "surface_m2", "surface_totale_m2"]


# --- what is one cité -------------------------------------------------------------------------------------


def test_a_feature_half_in_another_is_the_same_cite_and_a_tenth_in_it_is_not() -> None:
    table = features(("a", "1", "Cité A", (0, 0, 10)), ("b", "2", "Cité B", (4, 0, 10)), ("c", "3", "C", (13, 0, 10)))
    assert codes(table) == {"a": "LSM-1", "b": "LSM-1", "c": "LSM-3"}


def test_the_share_is_that_of_the_smaller_feature() -> None:
    pair = paires(features(("a", None, "A", (0, 0, 10)), ("b", None, "B", (1, 1, 2))))
    assert pair["part"].tolist() == pytest.approx([1.0])


def test_a_chain_of_overlaps_is_one_cite_under_its_lowest_number() -> None:
    rows = [
        (name, number, name, (4.0 * rank, 0.0, 10.0))
        for rank, (name, number) in enumerate(zip("abc", ["100", "20", "3"], strict=True))
    ]
    assert set(codes(features(*rows)).values()) == {"LSM-3"}


def test_the_number_of_the_property_names_only_what_has_no_other() -> None:
    apart = features(("10C", None, "A", (0, 0, 5)), ("63", "63", "B", (20, 0, 5)))
    assert codes(apart) == {"10C": "UNESCO-10C", "63": "LSM-63"}
    together = features(("10C", None, "A", (0, 0, 5)), ("63", "63", "B", (0, 0, 5)))
    assert set(codes(together).values()) == {"LSM-63"}


def test_two_parts_under_one_number_are_one_cite_however_far() -> None:
    table = features(("a", "161", "Cité n°10", (0, 0, 5)), ("b", "161", "Cité n°10", (300, 0, 5)))
    assert set(codes(table).values()) == {"LSM-161"}
    assert paires(table)[["part", "meme_numero"]].to_numpy().tolist() == [[0.0, True]]


def test_neighbours_of_one_name_are_told_and_stay_two() -> None:
    table = features(
        ("a", None, "Cité Deblock", (0, 0, 5)), ("b", "347", "Cité Deblock (partie en zone-tampon)", (5.1, 0, 5))
    )
    assert len(set(codes(table).values())) == 2
    assert paires(table)["noms_semblables"].tolist() == [True]
    far = features(("a", None, "Cité du Parc", (0, 0, 5)), ("b", None, "Résidence du Parc", (30, 0, 5)))
    assert paires(far).empty


def test_a_feature_without_a_number_has_no_key() -> None:
    table = features(("a", None, "A", (0, 0, 5))).assign(id_unesco=pd.NA)
    with pytest.raises(ValueError, match="without a number: a"):
        regrouper(table, paires(table))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Rés. du Parc", "RÉSIDENCE DU PARC", True),
        ("Cité St-Albert", "Cité Saint-Albert (n°16)", True),
        ("Cité n°5 de Béthune (du Maroc)", "Cité du Maroc", True),
        ("Cité n°10 de Béthune", "Cité n°11 de Béthune", False),
        ("Cité de la Victoire", "Cité de la Victoire bis", False),
        ("Coron de l’Église", "Coron de l'Eglise", True),
        ("La Cité", "Les Corons", False),
    ],
)
def test_names_are_alike_when_what_tells_them_is_the_same(one: str, other: str, alike: bool) -> None:
    assert (not mots(one).isdisjoint(mots(other))) is alike


def test_overlapping_features_of_a_cite_count_their_area_once() -> None:
    table = pd.DataFrame({"code": ["a", "a"], "geometrie": [polygon(0, 0, 10), polygon(0, 0, 10)]})
    zones = pd.DataFrame({"genre": ["qpv"], "code_zone": ["QP1"], "geometrie": [polygon(0, 0, 5)]})
    found = recouvrements(table, zones).set_index("genre")
    assert found.loc["qpv", "surface_m2"] / found.loc["qpv", "surface_totale_m2"] == pytest.approx(0.25, rel=1e-3)
