"""Projection of right-holders: laws first, then one life drawn many times, then what may not be known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from methodes.projection import Hypotheses, echeances, eprouver, projeter, projeter_dernier_stock
from methodes.projection.comptage import bornes, repartition
from methodes.projection.mortalite import SEXES
from tests.methodes.mines import KEY, START, Lives, hamlet, people, sure, tables, whole

WIFE = {"conjoint_vivant": "oui", "annee_naissance_conjoint": 1945}
HUSBAND_AND_WIFE = (
    {"sexe": "H", "annee_naissance": 1940, **WIFE, "conjoint_ayant_droit": "oui"},
    {
        "sexe": "F",
        "annee_naissance": 1945,
        "conjoint_vivant": "oui",
        "conjoint_ayant_droit": "oui",
        "annee_naissance_conjoint": 1940,
    },
)
NO_MOVES = pd.DataFrame({"annee": [], "motif": [], "sexe": [], "annee_naissance": [], "personnes": []})


def village(seed: int = 1, persons: int = 120) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.concat([hamlet(rng, persons, "62498"), hamlet(rng, persons // 3, "62427")], ignore_index=True)


def projected(stock: pd.DataFrame, hypotheses: Hypotheses | None = None, **options: int) -> pd.DataFrame:
    return projeter(stock, whole(stock), hypotheses or sure(stock, tables()), **options)


def series(
    projection: pd.DataFrame,
    measure: str = "personnes",
    sex: str = "ensemble",
    right: str = "ensemble",
    territory: str = "bassin",
    column: str = "attendu",
) -> np.ndarray:
    of = projection[
        (projection["territoire"] == territory)
        & (projection["mesure"] == measure)
        & (projection["sexe"] == sex)
        & (projection["droit"] == right)
    ]
    return of.sort_values("annee")[column].to_numpy()


def test_where_nobody_dies_nor_leaves_the_stock_stays_and_no_dwelling_is_freed() -> None:
    stock = village()
    found = projected(stock, sure(stock, tables(flat=0.0)))
    persons = found[found["mesure"] == "personnes"]
    assert (persons["attendu"] == persons["depart"]).all()
    assert (persons["borne_basse"] == persons["depart"]).all() and (persons["borne_haute"] == persons["depart"]).all()
    assert (series(found, "logements_liberes") == 0).all()


def test_where_everyone_dies_nobody_is_left_after_a_year_and_every_dwelling_is_freed_then() -> None:
    stock = village()
    found = projected(stock, sure(stock, tables(flat=1e6)))
    later = found[(found["mesure"] != "logements_liberes") & (found["annee"] > START)]
    assert (later[["attendu", "borne_basse", "borne_haute"]] == 0).all().all()
    dwellings = series(found, "logements")[0]
    assert series(found, "logements_liberes")[0] == dwellings == series(found, "logements_liberes").sum()


def test_the_year_of_the_stock_is_the_stock_itself() -> None:
    stock = village()
    found = projected(stock)
    for right, persons in stock.groupby("droit")["personnes"].sum().items():
        for column in ("attendu", "borne_basse", "borne_haute", "depart"):
            assert series(found, right=str(right), column=column)[0] == persons


def test_expected_numbers_add_up_over_sex_right_and_territory() -> None:
    found = projected(village(), projection_with_doubt())
    wide = found.pivot_table(index=["territoire", "annee"], columns=["mesure", "sexe", "droit"], values="attendu")
    persons = wide["personnes"]
    for right in ("propre", "reversion", "ensemble"):
        assert np.abs(persons["H"][right] + persons["F"][right] - persons["ensemble"][right]).max() < 1e-9
    for sex in (*SEXES, "ensemble"):
        assert np.abs(persons[sex]["propre"] + persons[sex]["reversion"] - persons[sex]["ensemble"]).max() < 1e-9
    for unit_sum, whole_sum in [(wide.loc["62498"] + wide.loc["62427"], wide.loc["bassin"])]:
        assert np.abs(unit_sum - whole_sum).max().max() < 1e-9


def projection_with_doubt() -> Hypotheses:
    stock = village()
    of = sure(stock, tables(spread=0.012), leave=0.03)
    counts = np.array([60.0, 90.0])
    return Hypotheses(START, of.tables, of.conjoints, counts, counts / 1.1, of.taux_de_depart, 40.0, (START,))


def test_dwellings_held_fall_by_those_freed() -> None:
    found = projected(village(), projection_with_doubt())
    held, freed = series(found, "logements"), series(found, "logements_liberes")
    assert np.abs(held[:-1] - held[1:] - freed).max() < 1e-9


@settings(max_examples=3, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_nothing(random) -> None:  # type: ignore[no-untyped-def]
    stock = village()
    order = list(range(len(stock)))
    random.shuffle(order)
    shuffled = stock.iloc[order].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        projected(stock, projection_with_doubt()), projected(shuffled, projection_with_doubt()), rtol=1e-12
    )


def test_one_line_of_n_persons_is_n_lines_of_one() -> None:
    stock = village()
    counted = stock.groupby([*KEY, "millesime"], dropna=False, as_index=False)["personnes"].sum()
    assert len(counted) < len(stock)
    pd.testing.assert_frame_equal(projected(stock), projected(counted), rtol=1e-12)


def test_a_couple_of_right_holders_is_two_persons_and_one_dwelling_freed_once() -> None:
    stock = people(*HUSBAND_AND_WIFE)
    found = projected(stock)
    assert series(found)[0] == 2 and series(found, "logements")[0] == 1
    assert (series(found, right="reversion") == 0).all()
    freed = series(found, "logements_liberes").sum() + series(found, "logements")[-1]
    assert freed == pytest.approx(1, abs=1e-12)


def test_a_couple_s_dwelling_is_freed_at_the_last_death_be_the_wife_in_the_list_or_not() -> None:
    both = projected(people(*HUSBAND_AND_WIFE))
    one = projected(people({**WIFE}))
    np.testing.assert_allclose(series(both, "logements"), series(one, "logements"), rtol=1e-12)
    # While one of them lives, someone of the household is a right-holder.
    np.testing.assert_allclose(series(one), series(one, "logements"), rtol=1e-12)


def test_of_a_couple_of_which_one_is_not_housed_in_kind_the_dwelling_is_whole() -> None:
    husband, wife = HUSBAND_AND_WIFE
    assert series(projected(people(husband, {**wife, "logement": "aucun"})), "logements")[0] == 1
    two_and_one = projected(people({**husband, "personnes": 2}, wife))
    assert series(two_and_one, "logements")[0] == 2


def test_a_widow_in_the_list_brings_no_reversion_and_a_wife_does() -> None:
    alone, married = projected(people({})), projected(people({**WIFE}))
    np.testing.assert_allclose(series(alone), series(married, right="propre"), rtol=1e-12)
    assert (series(alone, right="reversion") == 0).all()
    assert (series(married, sex="F", right="reversion")[1:] > 0).all()
    assert (series(married, sex="H", right="reversion") == 0).all()


def test_a_survivor_s_living_spouse_takes_nothing_over() -> None:
    found = projected(people({"sexe": "F", "droit": "reversion", **WIFE}))
    np.testing.assert_allclose(series(found), series(found, sex="F", right="reversion"), rtol=1e-12)
    alone = projected(people({"sexe": "F", "droit": "reversion"}))
    for measure in ("personnes", "logements"):
        np.testing.assert_allclose(series(found, measure), series(alone, measure), rtol=1e-12)


def test_who_leaves_for_an_ehpad_leaves_the_list_and_frees_the_dwelling_and_nobody_reverts() -> None:
    stock = people({**WIFE})
    found = projected(stock, sure(stock, tables(flat=0.0), leave=0.1))
    years = np.arange(len(series(found)))
    np.testing.assert_allclose(series(found), np.exp(-0.1 * years), rtol=1e-12)
    np.testing.assert_allclose(series(found, "logements"), np.exp(-0.1 * years), rtol=1e-12)
    assert (series(found, right="reversion") == 0).all()


def test_of_a_couple_of_right_holders_the_one_who_stays_keeps_the_dwelling() -> None:
    stock = people(*HUSBAND_AND_WIFE)
    found = projected(stock, sure(stock, tables(flat=0.0), leave=0.1))
    gone = 1 - np.exp(-0.1 * np.arange(len(series(found))))
    np.testing.assert_allclose(series(found, "logements"), 1 - gone**2, rtol=1e-12)


@pytest.mark.parametrize(
    "line", [{}, {**WIFE}, {"sexe": "F", "annee_naissance": 1936}, {**WIFE, "annee_naissance": 1930}]
)
def test_one_person_is_projected_as_lives_drawn_one_by_one(line: dict[str, object]) -> None:
    law, draws = tables(), 40_000
    stock = people(line)
    found = projected(stock, sure(stock, law, leave=0.05), horizon=START + 25)
    crowd = stock.loc[stock.index.repeat(draws)].reset_index(drop=True)
    hazard = law.hazards(np.arange(1900, 1990), np.arange(START + 1, START + 26))
    lives = Lives(crowd, hazard, 1900, leave=0.05).draw(np.random.default_rng(3))
    for expected, drawn in [
        (series(found, right="propre"), lives["propre"]),
        (series(found, right="reversion"), lives["reversion"]),
        (series(found, "logements"), lives["propre"] | lives["reversion"]),
    ]:
        assert np.abs(expected - drawn.mean(axis=0)).max() < 4.5 * 0.5 / np.sqrt(draws)


def test_an_unknown_spouse_is_the_mean_of_the_known_ones() -> None:
    known = [{**WIFE, "personnes": 30}, {"personnes": 10}]
    stock = people(*known, {"unite": "62427", "conjoint_vivant": "inconnu"})
    found = projected(stock)
    np.testing.assert_allclose(
        series(found, right="reversion", territory="62427"),
        series(found, right="reversion", territory="62498") / 40,
        rtol=1e-12,
    )


def test_where_no_spouse_is_known_reversion_is_absent_and_own_right_is_there() -> None:
    stock = people({"conjoint_vivant": "inconnu"})
    found = projected(stock)
    assert series(found)[0] == series(found, "logements")[0] == 1
    assert np.isnan(series(found, right="reversion")[1:]).all() and np.isnan(series(found)[1:]).all()
    assert np.isnan(series(found, "logements")[1:]).all()
    assert (series(found, right="propre") > 0).all()
    assert echeances(found)["annee_moitie"].isna().all()


def test_half_and_nine_tenths_are_gone_when_the_projection_says_so_within_their_bounds() -> None:
    stock = village()
    found = projected(stock, projection_with_doubt())
    dates = echeances(found).set_index("territoire").filter(like="annee_").loc["bassin"].astype(int)
    persons = series(found)
    half = dates["annee_moitie"] - START
    assert persons[half] <= persons[0] / 2 < persons[half - 1]
    assert dates["annee_moitie_au_plus_tot"] <= dates["annee_moitie"] <= dates["annee_moitie_au_plus_tard"]
    assert dates["annee_moitie"] < dates["annee_neuf_dixiemes"]
    eternal = echeances(projected(stock, sure(stock, tables(flat=0.0))))
    assert eternal.filter(like="annee_").isna().all().all()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0.001, 0.999), min_size=1, max_size=40))
def test_bounds_hold_nine_tenths_of_the_exact_law_of_persons_of_unlike_chances(chances: list[float]) -> None:
    exact = np.array([1.0])
    for chance in chances:
        exact = np.convolve(exact, [1 - chance, chance])
    p = np.array(chances)
    low, high = bornes(np.array([p.sum()]), np.array([(p * (1 - p)).sum()]), np.array([float(len(p))]), 0.9)
    assert exact[int(low[0]) : int(high[0]) + 1].sum() > 0.88


def test_bounds_leave_a_twentieth_at_most_on_each_side_and_no_less_than_they_must() -> None:
    mean = np.array([0.0, 0.3, 4.0, 19.2, 180.0, 2_400.0])
    top = np.array([20.0, 20.0, 20.0, 20.0, 200.0, 5_000.0])
    var = np.array([0.0, 0.29, 3.0, 0.7, 40.0, 9_000.0])
    low, high = bornes(mean, var, top, 0.9)
    assert (repartition(low - 1, mean, var, top) <= 0.05).all() and (repartition(low, mean, var, top) > 0.05).all()
    assert (repartition(high, mean, var, top) >= 0.95).all()
    assert (repartition(high - 1, mean, var, top) < 0.95).all()


def test_a_list_without_stock_has_no_projection_and_no_error() -> None:
    none = village().head(0)
    rates = pd.DataFrame({"annee": [2001], "sexe": ["H"], "age": [80], "taux": [0.1]})
    assert projeter_dernier_stock(none, whole(none), NO_MOVES, rates).empty
    assert eprouver(none, whole(none), NO_MOVES, rates).empty
