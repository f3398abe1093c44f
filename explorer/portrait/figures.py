"""What the sheet of a territory tells: its rows of `marts.portrait`, and who the territory is."""

from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from explorer.territory import Key
from explorer.typography import typeset

# A figure under agreement that stays inside is never read, nor what derives from it.
FIGURES = """
with masques as (
    select
        * replace (
            if(statut = 'interne', null, valeur) as valeur,
            if(statut = 'interne', null, rang_bassin) as rang_bassin,
            if('interne' in (statut, evolution_statut), null, evolution) as evolution,
            if('interne' in (statut, valeur_epci_statut), null, ecart_epci) as ecart_epci,
            if('interne' in (statut, valeur_epci_statut), null, part_epci_pct) as part_epci_pct,
            if('interne' in (statut, valeur_bassin_minier_statut), null, ecart_bassin_minier) as ecart_bassin_minier,
            if('interne' in (statut, valeur_bassin_minier_statut), null, part_bassin_minier_pct)
                as part_bassin_minier_pct,
            if('interne' in (statut, valeur_region_hors_bassin_statut), null, ecart_region_hors_bassin)
                as ecart_region_hors_bassin,
            if('interne' in (statut, valeur_region_hors_bassin_statut), null, part_region_hors_bassin_pct)
                as part_region_hors_bassin_pct,
            if('interne' in (statut, valeur_france_statut), null, ecart_france) as ecart_france,
            if('interne' in (statut, valeur_france_statut), null, part_france_pct) as part_france_pct
        )
    from marts.portrait
    where niveau = $niveau and code_territoire = $code
)

-- Of each indicator, the latest vintage that has a value.
select
    masques.niveau,
    masques.code_territoire,
    masques.nom_territoire,
    masques.theme,
    masques.indicateur,
    masques.libelle,
    masques.unite,
    masques.genre,
    masques.millesime,
    masques.valeur,
    masques.statut,
    masques.couverture,
    masques.millesime_reference,
    masques.evolution,
    masques.evolution_unite,
    masques.evolution_statut,
    masques.evolution_motif,
    masques.rang_bassin,
    masques.nombre_classes,
    masques.code_epci,
    epci.nom_territoire as nom_epci,
    masques.ecart_epci,
    masques.part_epci_pct,
    masques.valeur_epci_statut,
    masques.ecart_bassin_minier,
    masques.part_bassin_minier_pct,
    masques.valeur_bassin_minier_statut,
    masques.ecart_region_hors_bassin,
    masques.part_region_hors_bassin_pct,
    masques.valeur_region_hors_bassin_statut,
    masques.code_france,
    france.nom_territoire as nom_france,
    masques.ecart_france,
    masques.part_france_pct,
    masques.valeur_france_statut,
    masques.prudence,
    masques.nature,
    masques.source,
    masques.edition,
    masques.geographie_source,
    masques.geographie
from masques
left join marts.territoires as epci on epci.niveau = 'epci' and masques.code_epci = epci.code_territoire
left join marts.territoires as france on france.niveau = 'france' and masques.code_france = france.code_territoire
qualify row_number() over (
    partition by masques.indicateur
    order by masques.valeur is null, masques.millesime desc
) = 1
order by masques.rang_portrait
"""

IDENTITY = """
with membres as (
    select code_commune, geographie
    from marts.appartenances
    where niveau = $niveau and code_territoire = $code
    union
    select code_territoire as code_commune, geographie
    from marts.territoires
    where $niveau = 'commune' and niveau = 'commune' and code_territoire = $code
),

entourage as (
    select
        appartenances.niveau,
        appartenances.code_territoire,
        count(*) as communes
    from marts.appartenances
    inner join membres
        on appartenances.code_commune = membres.code_commune and appartenances.geographie = membres.geographie
    group by appartenances.niveau, appartenances.code_territoire
)

select
    territoires.nom_territoire,
    territoires.nombre_communes,
    territoires.geographie,
    coalesce(bassin.communes, 0) as communes_bassin,
    epci.nom_territoire as nom_epci,
    departement.nom_territoire as nom_departement
from marts.territoires
left join entourage as bassin on bassin.niveau = 'perimetre' and bassin.code_territoire = 'bassin_minier'
left join entourage as dans_epci
    on
        dans_epci.niveau = 'epci' and dans_epci.communes = territoires.nombre_communes
        and territoires.niveau <> 'epci'
left join marts.territoires as epci on epci.niveau = 'epci' and dans_epci.code_territoire = epci.code_territoire
left join entourage as dans_departement
    on
        dans_departement.niveau = 'departement' and dans_departement.communes = territoires.nombre_communes
        and territoires.niveau <> 'departement'
left join marts.territoires as departement
    on departement.niveau = 'departement' and dans_departement.code_territoire = departement.code_territoire
where territoires.niveau = $niveau and territoires.code_territoire = $code and territoires.actif
"""

COMMUNES = """
select 'epci' as niveau, code_territoire as code
from marts.territoires
where niveau = 'epci' and code_territoire = $code and actif
union all
select 'commune' as niveau, code_commune as code
from marts.appartenances
where niveau = 'epci' and code_territoire = $code and geographie = (select max(geographie) from marts.territoires)
order by niveau desc, code
"""

DELIVERED = "select distinct theme from marts.portrait where valeur is not null"
MODE = "select mode from marts.entrepot"

# What a sheet says nothing of is told as such.
EXPECTED = ("population", "pauvrete")


class Reader(Protocol):
    """What answers a query with its rows."""

    def read(self, sql: str, **parameters: str) -> pd.DataFrame:
        """The rows; `parameters` are the `$name` of the SQL."""


@dataclass(frozen=True, eq=False)
class Portrait:
    """What a sheet tells: the rows of FIGURES, who the territory is, and what the warehouse holds."""

    key: Key
    identity: dict[str, Any]
    rows: pd.DataFrame
    delivered: frozenset[str]
    demonstration: bool

    @property
    def nom(self) -> str:
        """The name of the territory."""
        return typeset(str(self.identity["nom_territoire"]))

    @property
    def titre(self) -> str:
        """What to call its sheet."""
        return typeset(f"Portrait : {self.nom}")

    @property
    def missing(self) -> list[str]:
        """The themes one expects and of which nothing was delivered."""
        return [theme for theme in EXPECTED if theme not in self.delivered]


def keys_of_epci(reader: Reader, code: str) -> list[Key]:
    """An EPCI, then its communes; nothing when there is no such EPCI today."""
    rows = reader.read(COMMUNES, code=code)
    return [Key(niveau, commune) for niveau, commune in zip(rows["niveau"], rows["code"], strict=True)]


def read_portrait(reader: Reader, key: Key) -> Portrait | None:
    """The portrait of a territory; None when there is no such territory today."""
    asked = {"niveau": key.niveau, "code": key.code}
    identity = reader.read(IDENTITY, **asked)
    if identity.empty:
        return None
    return Portrait(
        key=key,
        identity={str(name): cell for name, cell in identity.iloc[0].items()},
        rows=reader.read(FIGURES, **asked),
        delivered=frozenset(reader.read(DELIVERED)["theme"]),
        demonstration=reader.read(MODE)["mode"].iloc[0] == "demonstration",
    )
