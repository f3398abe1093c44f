"""Laws of the estimation of incomes, on invented distributions."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.special import logit

from methodes.revenus import estimer_revenus
from methodes.revenus.decile import DECILES, LEVELS
from methodes.revenus.intervalle import Exposure, Spread
from methodes.revenus.loi import Laws, cumulative_shares
from methodes.revenus.melange import income_grid, mix, quantiles
from methodes.revenus.reste import persons_left, remainder

NATIONAL = 21930.0
YEAR = 2019
INSIDE = ["d2", "d3", "d4", "d6", "d7", "d8"]

increasing = st.lists(st.floats(0.05, 0.4), min_size=8, max_size=8).flatmap(
    lambda gaps: st.floats(8.5, 9.8).map(lambda first: np.exp(first + np.concatenate([[0], np.cumsum(gaps)])))
)


def part(name, deciles, persons=1000.0, niveau="commune", parent=None, rate=None, millesime=YEAR):
    return {
        "millesime": millesime,
        "part": name,
        "niveau": niveau,
        "parent": parent,
        "personnes": persons,
        **dict(zip(DECILES, deciles, strict=True)),
        "taux_pauvrete_60": np.nan if rate is None else rate,
        "pas_taux": 1.0 if niveau == "commune" else 0.1,
    }


def frame(*rows):
    return pd.DataFrame(rows).astype({"parent": object})


def composed(*members, territory="T", genre="publiee", millesime=YEAR):
    return pd.DataFrame(
        {
            "millesime": millesime,
            "niveau": "perimetre",
            "code_territoire": territory,
            "part": [name for name, _ in members],
            "genre": genre,
            "personnes": [weight for _, weight in members],
        }
    )


def thresholds(value=NATIONAL, millesime=YEAR):
    return pd.DataFrame({"millesime": [millesime], "mediane_nationale": [value]})


def world(epci=60, seed=3, with_deciles=0.5):
    """Communes of several EPCI, each of logistic log incomes; every EPCI publishes the mixture of its communes."""
    draw = np.random.default_rng(seed)
    rows = []
    for number in range(epci):
        level, wide = 9.95 + 0.1 * draw.standard_normal(), 0.03 * draw.standard_normal()
        members, laws = [], []
        for rank in range(10):
            middle = level + 0.12 * draw.standard_normal()
            width = 0.26 + wide - 0.15 * (middle - 9.95) + 0.01 * draw.standard_normal()
            deciles = np.exp(middle + width * logit(LEVELS))
            persons = float(np.exp(draw.normal(8, 0.8)))
            told = deciles if draw.random() < with_deciles else np.where(np.arange(9) == 4, deciles, np.nan)
            members.append(part(f"c{number}-{rank}", told, persons, parent=f"e{number}"))
            laws.append(np.log(deciles))
        weight = np.array([member["personnes"] for member in members])
        grid = income_grid(np.array(laws), 0.005)
        shares = mix(sparse.csr_array(weight[None, :] / weight.sum()), Laws.straight(np.array(laws)), grid)
        rate = round(100 * float(np.interp(np.log(0.6 * NATIONAL), grid, shares[0])), 1)
        own = np.exp(quantiles(shares, LEVELS, grid)[0])
        rows += [*members, part(f"e{number}", own, float(weight.sum()), niveau="epci", rate=rate)]
    return frame(*rows)


def by_communes(parts):
    communes = parts[parts["niveau"] == "commune"]
    return communes.assign(niveau="epci", code_territoire=communes["parent"], genre="publiee")[
        ["millesime", "niveau", "code_territoire", "part", "genre", "personnes"]
    ]


@given(increasing)
@settings(deadline=None, max_examples=15)
def test_a_mixture_of_one_part_is_the_part_itself_at_its_deciles(deciles):
    found = estimer_revenus(frame(part("a", deciles)), composed(("a", 12.0)), thresholds())
    np.testing.assert_allclose(found[DECILES].iloc[0], deciles, rtol=1e-3)


@given(increasing, st.floats(1, 99))
@settings(deadline=None, max_examples=8)
def test_two_parts_of_one_distribution_give_it_back_whatever_their_weights(deciles, weight):
    parts = frame(part("a", deciles), part("b", deciles))
    found = estimer_revenus(parts, composed(("a", weight), ("b", 100 - weight)), thresholds())
    np.testing.assert_allclose(found[DECILES].iloc[0], deciles, rtol=1e-3)


@given(increasing, increasing, st.floats(1, 99))
@settings(deadline=None, max_examples=15)
def test_every_decile_of_a_mixture_lies_between_those_of_its_parts_and_they_increase(one, other, weight):
    parts = frame(part("a", one), part("b", other))
    found = estimer_revenus(parts, composed(("a", weight), ("b", 100 - weight)), thresholds())[DECILES].to_numpy()[0]
    assert (found >= np.minimum(one, other) * 0.999).all()
    assert (found <= np.maximum(one, other) * 1.001).all()
    assert (np.diff(found) > 0).all()


@given(increasing, increasing, st.floats(0.2, 5))
@settings(deadline=None, max_examples=8)
def test_in_another_currency_incomes_are_multiplied_and_rates_stay(one, other, factor):
    members = composed(("a", 30), ("b", 70))
    first = estimer_revenus(frame(part("a", one), part("b", other)), members, thresholds())
    second = estimer_revenus(
        frame(part("a", one * factor), part("b", other * factor)), members, thresholds(NATIONAL * factor)
    )
    np.testing.assert_allclose(second[DECILES], first[DECILES] * factor, rtol=1e-4)
    np.testing.assert_allclose(second["taux_pauvrete_60"], first["taux_pauvrete_60"], atol=1e-2)


@given(increasing)
@settings(deadline=None, max_examples=15)
def test_the_law_increases_from_none_to_all(deciles):
    logs = np.log(deciles)[None, :]
    grid = income_grid(logs, 0.01)
    shares = cumulative_shares(Laws.straight(logs), grid)[0]
    assert (np.diff(shares) >= 0).all()
    assert 0 <= shares[0] < 0.1 and 0.9 < shares[-1] <= 1


def test_the_order_of_rows_changes_nothing():
    parts = world()
    asked = by_communes(parts)
    expected = estimer_revenus(parts, asked, thresholds())
    shuffled = estimer_revenus(parts.sample(frac=1, random_state=1), asked.sample(frac=1, random_state=2), thresholds())
    pd.testing.assert_frame_equal(shuffled, expected, check_exact=True)


def test_what_is_left_of_a_known_mixture_is_the_part_that_was_taken_out():
    small, large = 17000 * np.exp(0.25 * logit(LEVELS)), 24000 * np.exp(0.3 * logit(LEVELS))
    logs = np.log(np.array([small, large]))
    grid = income_grid(logs, 0.005)
    shares = mix(sparse.csr_array([[0.3, 0.7]]), Laws.straight(logs), grid)
    whole = np.exp(quantiles(shares, LEVELS, grid)[0])
    parts = frame(part("e", whole, 10000, niveau="epci"), part("c", large, 7000, parent="e"))
    left = composed(("e", np.nan), genre="reste").assign(part_du_reste=1.0)
    found = estimer_revenus(parts, left, thresholds())
    assert found["personnes"].iloc[0] == 3000
    np.testing.assert_allclose(found[DECILES[1:8]].iloc[0], small[1:8], rtol=0.01)
    np.testing.assert_allclose(found[["d1", "d9"]].iloc[0], small[[0, 8]], rtol=0.05)
    assert found["part_reste"].iloc[0] == 1


def test_a_share_of_what_is_left_is_counted_in_memory_and_nobody_left_weighs_nothing():
    deciles = 20000 * np.exp(0.3 * logit(LEVELS))
    parts = frame(part("e", deciles, 100, niveau="epci"), part("c", deciles, 60, parent="e"), part("f", deciles, 10))
    asked = pd.concat(
        [composed(("f", 10.0)), composed(("e", np.nan), genre="reste").assign(part_du_reste=0.25)], ignore_index=True
    )
    assert persons_left(parts, asked)["personnes"].to_list() == [10, 10]
    full = parts.assign(personnes=parts["personnes"].where(parts["part"] != "c", 100.0))
    assert persons_left(full, asked)["part"].to_list() == ["f"]


def test_what_is_left_is_a_distribution_even_where_the_subtraction_is_absurd():
    whole = np.linspace(0, 1, 50)[None, :]
    left = remainder(whole, np.sqrt(whole), np.array([100.0]), np.array([60.0]))
    assert (np.diff(left) >= 0).all() and left.min() >= 0 and left.max() <= 1
    np.testing.assert_allclose(remainder(whole, np.sqrt(whole), np.array([100.0]), np.array([101.0])), whole)


def test_the_shape_of_communes_with_a_median_only_is_learned_on_the_others():
    parts = world()
    found = estimer_revenus(parts, by_communes(parts), thresholds()).set_index("code_territoire")
    truth = parts[parts["niveau"] == "epci"].set_index("part").loc[found.index]
    for decile, bound in {"d5": 0.004, "d1": 0.01, "d9": 0.01}.items():
        assert (found[decile] / truth[decile] - 1).abs().median() < bound
    assert found["part_deciles"].between(0, 1).all()
    np.testing.assert_allclose(found[["part_deciles", "part_mediane", "part_reste"]].sum(axis=1), 1)


def test_ninety_percent_intervals_hold_about_ninety_percent_of_territories_left_out_of_the_learning():
    parts = world(epci=160)
    learned = parts[~((parts["niveau"] == "epci") & parts["part"].isin([f"e{n}" for n in range(80)]))]
    asked = by_communes(parts)
    found = estimer_revenus(learned, asked[asked["code_territoire"].isin([f"e{n}" for n in range(80)])], thresholds())
    truth = parts.set_index("part").loc[found["code_territoire"]].reset_index()
    for figure in ("d1", "d5", "d9", "taux_pauvrete_60"):
        assert 0.75 <= truth[figure].between(found[f"{figure}_bas"], found[f"{figure}_haut"]).mean() <= 0.99


def test_an_interval_is_absent_rather_than_invented_where_too_few_territories_are_known():
    parts = world(epci=20)
    found = estimer_revenus(parts, by_communes(parts), thresholds())
    assert (
        found[["d5_bas", "d5_haut", "d1_bas", "taux_pauvrete_60_haut", "rapport_interdecile_bas"]].isna().all(axis=None)
    )
    assert found[DECILES].notna().all(axis=None)


def test_an_interval_widens_with_what_is_not_published():
    draw = np.random.default_rng(0)
    exposure = draw.uniform(0, 1, 500)
    errors = draw.standard_normal(500) * np.sqrt(0.01 + exposure)
    spread = Spread.learn(errors, exposure, np.ones(500), np.arange(500) // 5)
    assert spread is not None
    assert width(spread, 1, 1) > 2 * width(spread, 1, 0)
    assert width(spread, 0.25, 0.25) == pytest.approx(width(spread, 1, 1) / 2, rel=0.1)


def test_an_interval_is_wider_where_neighbours_err_together():
    draw = np.random.default_rng(0)
    alone, shared = draw.standard_normal(500), np.repeat(draw.standard_normal(100), 5)
    persons, groups = np.ones(500), np.arange(500) // 5
    apart = Spread.learn(alone, np.zeros(500), persons, groups)
    together = Spread.learn(0.5 * alone + np.sqrt(0.75) * shared, np.zeros(500), persons, groups)
    assert apart is not None
    assert together is not None
    assert apart.common < 0.1
    assert together.common == pytest.approx(0.75, abs=0.15)
    assert width(together, 0.1, 0) > 2 * width(apart, 0.1, 0)


def width(spread: Spread, concentration: float, uncertain: float) -> float:
    one = np.ones(1)
    mean = one * uncertain / concentration
    return float(spread.half_width(Exposure(one * concentration, one * uncertain, mean, one))[0])


def test_a_vintage_without_inner_deciles_takes_them_from_those_that_have_them():
    full, poor = world(), world(seed=4).assign(millesime=2020)
    poor[INSIDE] = np.nan
    both = pd.concat([full, poor], ignore_index=True)
    levels = pd.DataFrame({"millesime": [YEAR, 2020], "mediane_nationale": [NATIONAL, NATIONAL]})
    found = estimer_revenus(both, by_communes(poor), levels).set_index("code_territoire")
    truth = world(seed=4)
    truth = truth[truth["niveau"] == "epci"].set_index("part").loc[found.index]
    for decile in ("d2", "d3", "d5", "d7", "d8"):
        assert (found[decile] / truth[decile] - 1).abs().median() < 0.01
    assert (found["part_deciles"] == 0).all() and (found["millesime"] == 2020).all()


def test_with_nothing_to_learn_from_the_shape_is_that_of_france():
    alone = part("a", [np.nan] * 4 + [NATIONAL] + [np.nan] * 4)
    found = estimer_revenus(frame(alone), composed(("a", 10.0)), thresholds())
    np.testing.assert_allclose(found["d1"], 11620, rtol=1e-3)
    np.testing.assert_allclose(found["d9"], 39600, rtol=1e-3)


def test_three_deciles_alone_are_kept_by_the_law_that_joins_them():
    alone = part("a", [11000, *[np.nan] * 3, 20000, *[np.nan] * 3, 37000])
    found = estimer_revenus(frame(alone), composed(("a", 10.0)), thresholds())
    np.testing.assert_allclose(found[["d1", "d5", "d9"]].iloc[0], [11000, 20000, 37000], rtol=1e-3)


def test_the_rate_of_a_part_stays_within_the_rounding_of_its_published_rate():
    deciles = 20000 * np.exp(0.3 * logit(LEVELS))
    free = estimer_revenus(frame(part("a", deciles)), composed(("a", 1.0)), thresholds())["taux_pauvrete_60"].iloc[0]
    held = estimer_revenus(frame(part("a", deciles, rate=round(free) + 3)), composed(("a", 1.0)), thresholds())
    assert held["taux_pauvrete_60"].iloc[0] == pytest.approx(round(free) + 2.5)
    assert held["d1"].iloc[0] == pytest.approx(deciles[0], rel=2e-4)


def test_a_missing_national_median_is_that_of_the_mixture_of_metropolitan_france():
    deciles = 20000 * np.exp(0.3 * logit(LEVELS))
    members = composed(("a", 5.0)).assign(niveau="france", code_territoire="FM")
    found = estimer_revenus(frame(part("a", deciles)), members, thresholds(np.nan))
    assert found["seuil_pauvrete"].iloc[0] == pytest.approx(0.6 * 20000, rel=2e-4)


def test_without_a_national_median_there_is_no_poverty_rate():
    deciles = 20000 * np.exp(0.3 * logit(LEVELS))
    found = estimer_revenus(frame(part("a", deciles)), composed(("a", 5.0)), thresholds(np.nan))
    assert found[["seuil_pauvrete", "taux_pauvrete_60"]].isna().all(axis=None)
    assert found["d5"].iloc[0] == pytest.approx(20000, rel=2e-4)


def test_nothing_asked_gives_the_same_columns_and_no_row():
    parts = world(epci=5)
    some = estimer_revenus(parts, by_communes(parts), thresholds())
    for given_parts in (parts, parts.iloc[:0]):
        none = estimer_revenus(given_parts, by_communes(parts).iloc[:0], thresholds().iloc[:0])
        assert none.empty and list(none.columns) == list(some.columns)


def test_a_vintage_of_which_nothing_is_asked_only_teaches():
    full, poor = world(), world(seed=4).assign(millesime=2020)
    both = pd.concat([full, poor], ignore_index=True)
    found = estimer_revenus(both, by_communes(poor), thresholds(NATIONAL, 2020))
    assert set(found["millesime"]) == {2020}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda parts, asked: parts.update({"d5": [np.nan, np.nan]}), "médiane"),
        (lambda parts, asked: parts.update({"d1": [30000.0, 1000.0]}), "décroissent"),
        (lambda parts, asked: parts.update({"d1": [-1.0, 1000.0]}), "positif"),
        (lambda parts, asked: parts.update({"personnes": [0.0, 1.0]}), "personnes"),
        (lambda parts, asked: parts.update({"part": ["a", "a"]}), "deux fois"),
        (lambda parts, asked: parts.update({"taux_pauvrete_60": [101.0, np.nan]}), "0–100"),
        (lambda parts, asked: asked.update({"part": ["z"]}), "n’est pas dans"),
        (lambda parts, asked: asked.update({"genre": ["autre"]}), "publiee"),
        (lambda parts, asked: asked.update({"personnes": [np.nan]}), "poids"),
        (lambda parts, asked: asked.pop("genre"), "genre"),
    ],
)
def test_inputs_that_contradict_themselves_are_refused_in_one_sentence(change, sentence):
    deciles = 20000 * np.exp(0.3 * logit(LEVELS))
    parts = frame(part("a", deciles), part("b", deciles)).to_dict("list")
    asked = composed(("a", 1.0)).to_dict("list")
    change(parts, asked)
    with pytest.raises(ValueError, match=sentence):
        estimer_revenus(pd.DataFrame(parts), pd.DataFrame(asked), thresholds())
