"""Groups of communes: laws first — order, units, twins, noise — then planted groups and what may not be classed."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from methodes.typologie import INDICATEURS, grouper
from methodes.typologie.mots import raconter

NAMES = {"a": "alphas", "b": "bêtas", "c": "gammas", "d": "deltas", "e": "epsilons"}
CENTRES = np.array([[10, 80, 30, 20, 5], [30, 60, 45, 25, 12], [50, 40, 20, 60, 30], [70, 20, 60, 5, 45]], dtype=float)


def planted(each: int = 40, noise: float = 1.5, seed: int = 1, year: int = 2022) -> pd.DataFrame:
    """Four groups of communes around known centres."""
    draw = np.random.default_rng(seed)
    truth = np.repeat(np.arange(len(CENTRES)), each)
    values = CENTRES[truth] + draw.normal(0, noise, (len(truth), CENTRES.shape[1]))
    return pd.DataFrame(
        {
            "code_commune": [f"{62001 + i}" for i in range(len(truth))],
            "millesime": year,
            "population": draw.integers(100, 30_000, len(truth)).astype(float),
            **{name: values[:, i] for i, name in enumerate(NAMES)},
            "vrai": truth,
        }
    )


def groups(profils: pd.DataFrame, count: int = 4) -> pd.Series:
    """Group of each commune, by code."""
    found = grouper(profils, NAMES, count)
    return found.set_index("code_commune")["groupe"]


@settings(max_examples=5, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(random) -> None:  # type: ignore[no-untyped-def]
    profils = planted(each=15)
    order = list(range(len(profils)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(
        grouper(profils, NAMES, 4), grouper(profils.iloc[order].reset_index(drop=True), NAMES, 4)
    )


def test_another_run_gives_the_same_groups_and_numbers() -> None:
    pd.testing.assert_frame_equal(grouper(planted(), NAMES, 4), grouper(planted(), NAMES, 4))


def test_groups_that_nothing_separates_are_the_same_at_another_run() -> None:
    draw = np.random.default_rng(4)
    profils = planted().assign(**{name: draw.uniform(0, 100, 160) for name in NAMES})
    assert len({tuple(groups(profils, count=12)) for _ in range(3)}) == 1


@pytest.mark.parametrize(("factor", "shift"), [(100.0, 0.0), (0.01, 3.0)])
def test_the_unit_of_an_indicator_changes_no_group(factor: float, shift: float) -> None:
    profils = planted()
    other = profils.assign(a=profils["a"] * factor + shift)
    assert groups(profils).equals(groups(other))


def test_a_commune_with_the_figures_of_another_goes_to_its_group() -> None:
    profils = planted()
    twin = profils.iloc[[7]].assign(code_commune="59999")
    found = groups(pd.concat([profils, twin], ignore_index=True))
    assert found["59999"] == found["62008"]


def test_planted_groups_are_found_again() -> None:
    profils = planted()
    found = profils.assign(groupe=groups(profils).to_numpy())
    assert found.groupby("vrai")["groupe"].nunique().eq(1).all()
    assert found["groupe"].nunique() == 4


def test_one_percent_of_noise_keeps_nearly_every_commune_in_its_group() -> None:
    profils = planted(noise=6.0)
    draw = np.random.default_rng(5)
    moved = profils.copy()
    for name in NAMES:
        moved[name] *= 1 + draw.normal(0, 0.01, len(moved))
    assert (groups(profils) == groups(moved)).mean() >= 0.95


def test_two_indicators_that_mirror_each_other_do_not_turn_the_numbers_round() -> None:
    """As employment and unemployment do: they weigh the same on the main axis, and a hair decides the heavier."""
    draw = np.random.default_rng(8)
    truth = np.repeat(np.arange(4), 25)
    depth = np.array([8.0, 12.0, 16.0, 22.0])[truth] + draw.normal(0, 0.3, 100)
    numbers = set()
    for _ in range(12):
        mirrors = {
            name: way * depth + 50 + draw.normal(0, 0.3, 100)
            for name, way in zip("abcde", (1, -1, 1, -1, -1), strict=True)
        }
        profils = planted(each=25).assign(**mirrors)
        numbers.add(tuple(groups(profils)))
    assert numbers == {tuple(truth + 1)}


def test_numbers_mean_the_same_at_another_census() -> None:
    profils = pd.concat([planted(year=2016, seed=2), planted(year=2022)], ignore_index=True)
    found = grouper(profils, NAMES, 4).merge(profils[["code_commune", "millesime", "vrai"]])
    assert found.groupby("vrai")["groupe"].nunique().eq(1).all()
    assert set(found["millesime_reference"]) == {2022}


def test_the_census_with_the_most_indicators_makes_the_groups() -> None:
    later = planted(year=2023).assign(e=np.nan)
    found = grouper(pd.concat([planted(year=2022), later], ignore_index=True), NAMES, 4)
    assert set(found["millesime_reference"]) == {2022}
    unclassed = found[found["millesime"] == 2023]
    assert unclassed["groupe"].isna().all() and set(unclassed["statut"]) == {"non_publie"}


def test_a_missing_indicator_is_never_replaced() -> None:
    profils = planted()
    profils.loc[3, "c"] = np.nan
    found = grouper(profils, NAMES, 4).set_index("code_commune").loc["62004"]
    assert pd.isna(found["groupe"]) and found["statut"] == "non_publie"
    assert found["motif"] == "Indicateurs manquants, jamais remplacés : gammas."


def test_a_commune_of_unknown_population_is_told_to_be_so() -> None:
    profils = planted()
    profils.loc[3, "population"] = np.nan
    found = grouper(profils, NAMES, 4).set_index("code_commune").loc["62004"]
    assert pd.isna(found["groupe"])
    assert found["motif"] == "Indicateurs manquants, jamais remplacés : population."


def test_an_indicator_known_nowhere_is_left_aside_and_not_told() -> None:
    found = grouper(planted().assign(b=np.nan), NAMES, 4)
    assert set(found["indicateurs"]) == {"a, c, d, e"} and found["groupe"].notna().all()
    assert not found["raisons"].str.contains("bêtas").any()


@pytest.mark.parametrize(
    "profils",
    [planted().iloc[:0], planted().iloc[:3], planted().assign(a=np.nan, b=np.nan)],
    ids=["nothing", "fewer communes than groups", "three indicators"],
)
def test_too_little_gives_no_groups_and_says_so(profils: pd.DataFrame) -> None:
    found = grouper(profils, NAMES, 4)
    assert len(found) == len(profils) and found["groupe"].isna().all()
    assert all("il faut 4 indicateurs" in motif for motif in found["motif"])


def test_every_figure_of_a_reason_is_a_median_of_the_data() -> None:
    profils = planted()
    found = grouper(profils, NAMES, 4)
    joined = profils.merge(found, on=["code_commune", "millesime"])
    by_label = {label: name for name, label in NAMES.items()}
    for number, members in joined.groupby("groupe"):
        told = re.findall(r"(\w+), ([\d,−]+) % contre ([\d,−]+) %", members["raisons"].iloc[0])
        assert len(told) == 4, number
        for label, of_group, of_all in told:
            assert of_group == f"{members[by_label[label]].median():.1f}".replace(".", ",")
            assert of_all == f"{profils[by_label[label]].median():.1f}".replace(".", ",")


def test_names_of_groups_differ_and_say_which_way_they_differ() -> None:
    profils = planted()
    found = grouper(profils, NAMES, 4).merge(profils, on=["code_commune", "millesime"])
    names = found.groupby("groupe")["libelle_groupe"].first()
    assert names.is_unique
    by_label = {label: name for name, label in NAMES.items()}
    for number, name in names.items():
        assert " de a" not in name and " de e" not in name
        for way, label in re.findall(r"(plus|moins) d(?:e |’)(\w+)", name.casefold()):
            gap = found.loc[found["groupe"] == number, by_label[label]].median() - profils[by_label[label]].median()
            assert (gap > 0) == (way == "plus")


def test_groups_alike_in_what_tells_them_most_are_named_by_one_thing_more() -> None:
    valeurs = pd.DataFrame({"a": [60.0, 60, 10, 10, 10], "b": [60.0, 60, 10, 10, 10], "c": [40.0, 20, 30, 30, 30]})
    told = raconter(valeurs, np.array([1, 2, 3, 3, 3]), ["alphas", "bêtas", "gammas"])
    assert len({told[number].libelle for number in (1, 2, 3)}) == 3
    assert told[1].libelle.endswith("plus de gammas") and told[2].libelle.endswith("moins de gammas")


def test_a_hamlet_out_of_bounds_draws_no_group_to_itself() -> None:
    profils = planted()
    odd = profils.iloc[[0]].assign(code_commune="59998", population=12.0, a=5_000.0)
    found = groups(pd.concat([profils, odd], ignore_index=True))
    assert (found == found["59998"]).sum() > 1


def test_the_indicators_of_the_profile_are_those_of_the_mart() -> None:
    assert all(name.endswith("_pct") for name in INDICATEURS) and len(set(INDICATEURS.values())) == len(INDICATEURS)
