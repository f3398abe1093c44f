"""The invented world: laws of its distributions, and territories that agree with their communes."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.communes import Communes
from simulation.distribution import Distribution
from simulation.levels import raise_to_level
from simulation.world import AGES, NATIONAL_MEDIAN, TENURES, World

YEARS = sorted(NATIONAL_MEDIAN)
LEVELS = ["EPCI", "ARR", "DEP", "REG"]


def of_level(communes: Communes, level: str) -> list[str]:
    return {
        "EPCI": communes.epci,
        "ARR": communes.arrondissement,
        "DEP": communes.departement,
        "REG": ["32"] * len(communes.codes),
    }[level]


def test_a_log_logistic_law_has_its_quantiles_its_mean_and_its_gini_index() -> None:
    median, shape = np.array([15_000.0, 24_000.0]), np.array([3.4, 4.6])
    law = Distribution.log_logistic(median, shape)
    for share in (0.1, 0.25, 0.5, 0.9):
        exact = median * (share / (1 - share)) ** (1 / shape)
        assert law.quantile(share) == pytest.approx(exact, rel=1e-3)
    assert law.mean == pytest.approx(median * (np.pi / shape) / np.sin(np.pi / shape), rel=1e-3)
    assert law.gini == pytest.approx(1 / shape, rel=5e-3)
    assert law.share_under(float(law.quantile(0.3)[0]))[0] == pytest.approx(0.3, abs=1e-6)


def test_the_fifths_of_a_law_have_the_shares_of_its_lorenz_curve() -> None:
    law = Distribution.log_logistic(np.array([20_000.0]), np.array([3.6]))
    shares = (np.arange(200_000) + 0.5) / 200_000
    incomes = (shares / (1 - shares)) ** (1 / 3.6)
    fifth = len(shares) // 5
    assert law.s80_s20[0] == pytest.approx(incomes[-fifth:].sum() / incomes[:fifth].sum(), rel=0.01)


def test_a_mixture_of_one_is_itself_and_weights_alone_decide_of_the_others() -> None:
    laws = Distribution.log_logistic(np.array([15_000.0, 24_000.0]), np.array([3.4, 4.6]))
    apart = laws.mixed(np.array([3.0, 7.0]), np.array([0, 1]), 2)
    assert np.allclose(apart.under, laws.under)
    together = laws.mixed(np.array([1.0, 3.0]), np.array([0, 0]), 1)
    assert np.allclose(together.under[0], 0.25 * laws.under[0] + 0.75 * laws.under[1])


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("year", YEARS)
def test_the_persons_of_a_territory_are_those_of_its_communes(world: World, level: str, year: int) -> None:
    incomes, parents = world.incomes(year), np.array(of_level(world.communes, level))
    codes, _, above = raise_to_level(world.communes, incomes, level)
    for row, code in enumerate(codes):
        inside = parents == code
        assert above.persons[row] == incomes.persons[inside].sum()
        assert above.households[row] == incomes.households[inside].sum()


@pytest.mark.parametrize("level", LEVELS)
def test_the_median_of_a_territory_lies_among_those_of_its_communes(world: World, level: str) -> None:
    incomes, parents = world.incomes(2019), np.array(of_level(world.communes, level))
    medians = incomes.distribution.quantile(0.5)
    codes, _, above = raise_to_level(world.communes, incomes, level)
    for code, median in zip(codes, above.distribution.quantile(0.5), strict=True):
        inside = medians[parents == code]
        assert inside.min() - 1e-6 <= median <= inside.max() + 1e-6


@pytest.mark.parametrize("level", LEVELS)
def test_poverty_is_what_the_distribution_says_at_every_level(world: World, level: str) -> None:
    _, _, above = raise_to_level(world.communes, world.incomes(2019), level)
    assert above.poor == pytest.approx(above.distribution.share_under(0.6 * NATIONAL_MEDIAN[2019]), abs=1e-9)


def test_the_poor_of_all_ages_and_of_all_tenures_are_the_poor(world: World) -> None:
    incomes = world.incomes(2019)
    for groups in (AGES, TENURES):
        together = sum(share * incomes.poor_by_group[name] for name, (share, _) in groups.items())
        assert together == pytest.approx(incomes.poor)
    assert all((poor > 0).all() and (poor < 1).all() for poor in incomes.poor_by_group.values())


def test_sources_of_income_add_up_to_the_disposable_income_and_taxes_are_negative(world: World) -> None:
    sources = world.incomes(2016).sources
    assert sum(sources.values()) == pytest.approx(np.full(len(world.communes.codes), 100.0))
    assert (sources["PIMPOT"] < 0).all()


def test_the_bassin_is_poorer_than_the_rest_of_the_region(world: World) -> None:
    incomes, mining = world.incomes(2019), world.communes.mining
    inside = np.average(incomes.poor[mining], weights=incomes.persons[mining])
    outside = np.average(incomes.poor[~mining], weights=incomes.persons[~mining])
    assert inside > outside + 0.02


def test_the_iris_of_a_commune_share_all_of_it(world: World) -> None:
    _, communes, shares = world.iris()
    assert np.bincount(communes, shares)[np.unique(communes)] == pytest.approx(1.0)
