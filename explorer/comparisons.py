"""A territory beside others, at one vintage: gaps, shares, rank, distribution, two indicators crossed."""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.catalogue import Indicator
from explorer.indicators import FIGURES, OF_VINTAGE, WITHIN, Vintage, within
from explorer.territory import BASSIN, Key, Territory
from explorer.warehouse import Query, Warehouse

# A rate published at a floor or a ceiling is no exact value: it has no gap.
GAP = """
    case
        when 'borne' not in (choisi.statut, lignes.statut) and not territoires.est_choisi
            then choisi.valeur - lignes.valeur
    end as ecart
"""

# Between two counts a gap would only say that one territory is smaller.
SHARE = """
    case
        when list_contains($contenants, territoires.cle)
            then 100 * choisi.valeur / nullif(lignes.valeur, 0)
    end as part_pct
"""

NOTHING_MORE = "    cast(null as double) as ecart\n"

BESIDE = (
    "with lignes as ("
    + FIGURES
    + OF_VINTAGE
    + """
    and list_contains($territoires, indicateurs.niveau || ':' || indicateurs.code_territoire)
),

territoires as (
    select
        *,
        niveau || ':' || code_territoire as cle,
        niveau || ':' || code_territoire = $choisi as est_choisi
    from marts.territoires
    where actif and list_contains($territoires, niveau || ':' || code_territoire)
),

choisi as (
    select valeur, statut
    from lignes
    where niveau || ':' || code_territoire = $choisi
)

select
    territoires.niveau,
    territoires.code_territoire,
    territoires.nom_territoire,
    $indicateur as indicateur,
    $millesime as millesime,
    nullif($periode, '') as periode,
    lignes.valeur,
    coalesce(lignes.statut, 'non_charge') as statut,
    lignes.couverture,
    lignes.nature,
    lignes.source,
    lignes.edition,
    lignes.geographie_source,
    lignes.geographie,
"""
)

BESIDE_FROM = """
from territoires
left join lignes
    on territoires.niveau = lignes.niveau and territoires.code_territoire = lignes.code_territoire
left join choisi on true
order by list_position($territoires, territoires.cle)
"""

PEERS = (
    WITHIN
    + ", lignes as ("
    + FIGURES
    + OF_VINTAGE
    + """
    and indicateurs.niveau = $niveau
    and indicateurs.code_territoire in (select code_territoire from dedans)
)
"""
)

# Sums that only differ by the order in which they were added up are equal.
RANKED = (
    PEERS
    + """
, classes as (
    select
        code_territoire,
        rank() over (order by round(valeur, 6) desc) as rang,
        count(*) over () as nombre
    from lignes
    where valeur is not null
)

select rang, nombre from classes where code_territoire = $code
"""
)

SPREAD = (
    PEERS
    + """
select
    *,
    quantile_cont(valeur, 0.25) over () as premier_quartile,
    quantile_cont(valeur, 0.5) over () as mediane,
    quantile_cont(valeur, 0.75) over () as troisieme_quartile
from lignes
order by valeur desc nulls last, code_territoire
"""
)

CROSSED = (
    PEERS
    + ", seconds as ("
    + FIGURES
    + """
where
    indicateurs.indicateur = $indicateur_second
    and indicateurs.millesime = $millesime_second
    and coalesce(indicateurs.periode, '') = $periode_second
    and indicateurs.niveau = $niveau
    and indicateurs.code_territoire in (select code_territoire from dedans)
),

habitants as (
    select code_territoire, arg_max(population_municipale, millesime) as habitants
    from marts.population
    where niveau = $niveau
    group by code_territoire
)

select
    lignes.niveau,
    lignes.code_territoire,
    lignes.nom_territoire,
    lignes.indicateur,
    lignes.millesime,
    lignes.periode,
    lignes.valeur,
    lignes.statut,
    lignes.couverture,
    lignes.nature,
    lignes.source,
    seconds.indicateur as indicateur_second,
    seconds.millesime as millesime_second,
    seconds.periode as periode_seconde,
    seconds.valeur as valeur_seconde,
    coalesce(seconds.statut, 'non_charge') as statut_second,
    seconds.couverture as couverture_seconde,
    seconds.nature as nature_seconde,
    seconds.source as source_seconde,
    habitants.habitants,
    lignes.geographie
from lignes
left join seconds on lignes.code_territoire = seconds.code_territoire
left join habitants on lignes.code_territoire = habitants.code_territoire
order by habitants.habitants desc nulls last, lignes.code_territoire
"""
)

AT_LEVEL = """
select distinct indicateur
from marts.indicateurs
where niveau = $niveau and valeur is not null
"""

# The EPCI of the Bassin are the eight of the ERBM, not each one that touches it; perimeters overlap.
EPCI8 = Key("perimetre", "epci8")
UNRANKED = {"perimetre", "departement", "region", "france"}


@dataclass(frozen=True)
class Rank:
    """The place of a territory among those that have a figure, from the highest; equals share it."""

    rang: int
    nombre: int


def beside(
    indicator: Indicator, vintage: Vintage, territory: Territory, others: Sequence[Key], contain: set[Key]
) -> Query:
    """The territory, then the others: one row each, the columns of `marts.indicateurs` and one more.

    `ecart`: the territory minus this one, in the unit of the indicator (points for %); or, of a count,
    `part_pct`: the share of the territory in this one, where it is in `contain`.
    """
    figure = GAP
    parameters: dict[str, str | int | tuple[str, ...]] = {
        "indicateur": indicator.code,
        "choisi": territory.key.written,
        "territoires": (territory.key.written, *(key.written for key in others)),
        **vintage.parameters,
    }
    if indicator.balances:
        figure = NOTHING_MORE
    elif indicator.counts:
        figure = SHARE
        parameters["contenants"] = tuple(key.written for key in others if key in contain)
    return Query(BESIDE + figure.lstrip("\n").rstrip() + BESIDE_FROM, parameters)


def rank(warehouse: Warehouse, indicator: Indicator, vintage: Vintage, territory: Territory) -> Rank | None:
    """The rank of the territory among those of its level in the Bassin; None without a figure, or outside of it."""
    if territory.key.niveau in UNRANKED:
        return None
    among = EPCI8 if territory.key.niveau == "epci" else BASSIN
    rows = warehouse.read(
        RANKED,
        indicateur=indicator.code,
        code=territory.key.code,
        niveau=territory.key.niveau,
        cadre_niveau=among.niveau,
        cadre_code=among.code,
        geographie=territory.geographie,
        **vintage.parameters,
    )
    return next((Rank(int(place), int(of)) for place, of in zip(rows["rang"], rows["nombre"], strict=True)), None)


def spread(indicator: Indicator, vintage: Vintage, niveau: str, frame: Territory) -> Query:
    """The territories of a level inside a frame at one vintage, with the quartiles of their values."""
    return Query(SPREAD, {"indicateur": indicator.code, **vintage.parameters, **within(niveau, frame)})


def at_level(warehouse: Warehouse, niveau: str) -> set[str]:
    """The indicators that have a figure at a level."""
    return set(warehouse.read(AT_LEVEL, niveau=niveau)["indicateur"])


def crossed(
    first: tuple[Indicator, Vintage], second: tuple[Indicator, Vintage], niveau: str, frame: Territory
) -> Query:
    """Two indicators of the territories of a level inside a frame: `valeur`, `valeur_seconde`, each with its status."""
    return Query(
        CROSSED,
        {
            "indicateur": first[0].code,
            **first[1].parameters,
            "indicateur_second": second[0].code,
            "millesime_second": second[1].millesime,
            "periode_second": second[1].periode or "",
            **within(niveau, frame),
        },
    )
