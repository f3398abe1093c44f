"""The mortality that the projection starts from, on real rates, and the miners' own, on invented lists."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from methodes.projection import (
    HORIZON,
    decrire_dernier_stock,
    eprouver,
    estimer_hypotheses,
    projeter,
    tables_de_mortalite,
)
from methodes.projection.mortalite import AGES, CLOSING_LAST, SEXES
from tests.methodes.mines import START, hamlet, people, sure, tables, whole

EMBEDDED = Path(__file__).parents[2] / "ingest" / "embarque" / "mortalite_th_tf_00_02.csv"
NOBODY = pd.DataFrame({"annee": [], "motif": [], "sexe": [], "annee_naissance": [], "personnes": []})


@pytest.fixture
def real_rates(reels: Path) -> pd.DataFrame:
    table = pd.read_csv(reels / "tiers" / "mortalite_france_1977_2022.csv", sep=";")
    return table.rename(columns={"taux_annuel_mortalite": "taux"})


def regulatory_rates() -> pd.DataFrame:
    table = pd.read_csv(EMBEDDED, sep=";").sort_values(["sexe", "age"])
    later = table.groupby("sexe")["survivants"].shift(-1)
    return table.assign(annee=2001, taux=np.log(table["survivants"] / later))[later > 0]


def expectancy(rates: np.ndarray, age: int) -> float:
    survivors = np.exp(-np.concatenate([[0.0], np.cumsum(rates[age:])]))
    return float((survivors[:-1] + survivors[1:]).sum() / 2)


def gompertz(first: int = 1990, last: int = 2022, fall: float = -0.02) -> pd.DataFrame:
    cells = pd.MultiIndex.from_product([range(first, last + 1), SEXES, range(100)], names=["annee", "sexe", "age"])
    rates = cells.to_frame(index=False)
    level = np.exp(-10.2 + 0.095 * rates["age"] + np.where(rates["sexe"] == "H", 0.3, 0.0))
    return rates.assign(taux=level * np.exp(fall * (rates["annee"] - 2018)))


def test_life_expectancy_at_60_in_2019_is_near_the_published_one(real_rates: pd.DataFrame) -> None:
    law = tables_de_mortalite(real_rates)
    of_2019 = law.taux[:, :, 2019 - law.premiere]
    # INSEE: 23.4 years for men, 27.8 for women.
    assert expectancy(of_2019[0], 60) == pytest.approx(23.4, abs=0.3)
    assert expectancy(of_2019[1], 60) == pytest.approx(27.8, abs=0.3)


def test_mortality_falls_at_every_age_from_60_to_90_and_still_does_in_2050(real_rates: pd.DataFrame) -> None:
    law = tables_de_mortalite(real_rates)
    assert law.annees_de_tendance == 22 and law.annee_base == 2019
    assert (law.tendance[:, 60:91] < 0).all()
    assert (law.taux[:, 60:91, -1] < law.taux[:, 60:91, 2022 - law.premiere]).all()


def test_the_rates_of_the_oldest_rise_with_age_and_stay_under_one(real_rates: pd.DataFrame) -> None:
    law = tables_de_mortalite(real_rates)
    oldest = law.taux[:, CLOSING_LAST - 5 :, :]
    assert (np.diff(oldest, axis=1) > 0).all() and (oldest < 1).all()
    assert law.taux.shape == (2, AGES, HORIZON - law.premiere + 1)


def test_the_years_of_covid_change_nothing_to_the_trend_and_keep_their_own_rates() -> None:
    rates = gompertz()
    covid = rates["annee"] >= 2020
    struck = rates.assign(taux=rates["taux"].where(~covid, rates["taux"] * 1.5))
    calm, hit = tables_de_mortalite(rates), tables_de_mortalite(struck)
    np.testing.assert_allclose(hit.tendance, calm.tendance, rtol=1e-12)
    np.testing.assert_allclose(hit.taux[:, :, 2023 - hit.premiere :], calm.taux[:, :, 2023 - calm.premiere :])
    at_80 = hit.taux[0, 80, 2020 - hit.premiere] / calm.taux[0, 80, 2020 - calm.premiere]
    assert at_80 == pytest.approx(1.5)


def test_a_known_trend_is_found_and_carried_on() -> None:
    law = tables_de_mortalite(gompertz(fall=-0.015))
    np.testing.assert_allclose(law.tendance, -0.015, atol=1e-9)
    fall = law.taux[:, 70:90, -1] / law.taux[:, 70:90, 2019 - law.premiere]
    np.testing.assert_allclose(fall, np.exp(-0.015 * (HORIZON - 2019)), rtol=1e-9)
    assert np.abs(law.covariance).max() < 1e-12


def test_tables_known_up_to_a_year_do_not_look_at_the_next() -> None:
    rates = gompertz()
    later = rates.assign(taux=rates["taux"].where(rates["annee"] <= 2012, 9.0))
    known, blind = tables_de_mortalite(rates, 2012), tables_de_mortalite(later, 2012)
    np.testing.assert_array_equal(known.taux, blind.taux)
    assert known.annee_base == 2012


def test_the_regulatory_tables_have_no_trend_and_are_held() -> None:
    law = tables_de_mortalite(regulatory_rates())
    assert law.annees_de_tendance == 0 and (law.covariance == 0).all()
    assert (law.taux[:, :, 2030 - law.premiere] == law.taux[:, :, -1]).all()
    # Women of 2000-2002 had 25.6 years left at 60, men 20.6 [INSEE, 2001]; the regulatory tables are close to them.
    assert expectancy(law.taux[0, :, -1], 60) == pytest.approx(20.6, abs=0.6)
    assert expectancy(law.taux[1, :, -1], 60) == pytest.approx(25.6, abs=0.6)


def deaths(stock: pd.DataFrame, year: int, times: float) -> pd.DataFrame:
    """As many deaths as the law expects among those there, times a factor, whole or not."""
    counted = stock.groupby(["sexe", "annee_naissance"], as_index=False)["personnes"].sum()
    law, sex = tables(), (counted["sexe"] == "F").to_numpy().astype(int)
    cohorts = counted["annee_naissance"].to_numpy(dtype=np.int64)
    hazard = np.array([law.hazards(c, np.array([year]))[s, 0, 0] for s, c in zip(sex, cohorts[:, None], strict=True)])
    dead = counted["personnes"] * hazard * times / (1 + hazard * times / 2)
    return counted.assign(annee=year, motif="deces_sans_conjoint", personnes=dead)


def test_the_multiplier_is_observed_over_expected_deaths_of_the_whole_list() -> None:
    stock = hamlet(np.random.default_rng(4), 4_000, "62498", START - 1)
    both = pd.concat([stock, hamlet(np.random.default_rng(5), 4_000, "62498", START)])
    found = estimer_hypotheses(both, deaths(stock, START, 1.3), tables(), START)
    assert found.observes is not None and found.attendus is not None
    np.testing.assert_allclose(found.observes / found.attendus, 1.3, rtol=1e-6)
    low, high = found.quantiles(np.array([0.05, 0.95]))
    assert (low < 1.3).all() and (high > 1.3).all() and (high - low < 0.4).all()


def test_where_no_death_is_observed_the_multiplier_is_one_and_the_table_says_so() -> None:
    told = decrire_dernier_stock(hamlet(np.random.default_rng(4), 50, "62498"), NOBODY, gompertz())
    assert (told["multiplicateur"] == 1).all()
    assert told[["deces_observes", "deces_attendus", "multiplicateur_borne_basse"]].isna().all().all()


def test_movements_after_the_list_projected_or_without_a_list_before_them_teach_nothing() -> None:
    stock = hamlet(np.random.default_rng(4), 200, "62498")
    for year in (START, START + 1):
        assert estimer_hypotheses(stock, deaths(stock, year, 1.0), tables(), START).observes is None


def test_two_years_without_death_or_a_handful_of_persons_leave_the_multiplier_near_one_and_very_unsure() -> None:
    stock = people({"personnes": 3}, year=START - 1)
    moves = pd.DataFrame(
        {"annee": [START], "motif": ["demenagement"], "sexe": ["H"], "annee_naissance": [1940], "personnes": [1]}
    )
    found = estimer_hypotheses(pd.concat([stock, people({})]), moves, tables(), START)
    low, high = found.quantiles(np.array([0.05, 0.95]))
    assert 0.5 < found.multiplicateurs[0] < 1 and low[0] < 0.1 and high[0] > 2


def test_departures_are_learned_by_age() -> None:
    stock = people({"personnes": 100}, {"personnes": 100, "annee_naissance": 1930}, year=START - 1)
    moves = pd.DataFrame(
        {"annee": [START] * 2, "motif": ["ehpad", "rachat"], "sexe": "H", "annee_naissance": 1930, "personnes": [8, 2]}
    )
    found = estimer_hypotheses(pd.concat([stock, people({})]), moves, tables(), START)
    assert found.departs == 10
    assert found.taux_de_depart[found.taux_de_depart > 0] == pytest.approx([10 / 95])


def test_a_past_list_is_projected_without_knowing_what_came_after() -> None:
    first, second = (hamlet(np.random.default_rng(7), 300, "62498", year) for year in (START - 1, START))
    stocks, units = pd.concat([first, second]), whole(first)
    moves = deaths(first, START, 3.0)
    tried = eprouver(stocks, units, moves, gompertz())
    assert set(tried["millesime"]) == {START - 1} and set(tried["annee"]) == {START}
    assert (tried["annees_observees"] == 0).all()
    pd.testing.assert_frame_equal(tried, eprouver(stocks, units, NOBODY, gompertz()))
    persons = tried[(tried["mesure"] == "personnes") & (tried["territoire"] == "bassin")]
    assert persons["observe"].tolist() == [300.0]
    law = tables_de_mortalite(gompertz(), START - 1)
    known = sure(first, law)
    blind = projeter(
        first, units, type(known)(START - 1, law, known.conjoints, None, None, known.taux_de_depart, 0.0, ())
    )
    whole_list = blind[
        (blind["territoire"] == "bassin")
        & (blind["annee"] == START)
        & (blind["mesure"] == "personnes")
        & (blind["sexe"] == "ensemble")
        & (blind["droit"] == "ensemble")
    ]
    assert persons["attendu"].tolist() == pytest.approx(whole_list["attendu"].tolist())


def test_a_territory_with_nobody_left_in_the_next_list_counts_as_zero() -> None:
    first = pd.concat([hamlet(np.random.default_rng(7), 40, unit, START - 1) for unit in ("62498", "62427")])
    second = hamlet(np.random.default_rng(8), 30, "62498", START)
    tried = eprouver(pd.concat([first, second]), whole(first), NOBODY, gompertz())
    gone = tried[(tried["territoire"] == "62427") & (tried["mesure"] == "personnes")]
    assert gone["observe"].tolist() == [0.0]
