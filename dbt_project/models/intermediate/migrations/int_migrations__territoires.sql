{% set mesures = [
    {'nom': 'stables', 'genre': 'effectif', 'couverture_minimale': 0.95},
    {'nom': 'arrivees', 'genre': 'effectif', 'couverture_minimale': 0.95},
    {'nom': 'entrees_etranger', 'genre': 'effectif', 'couverture_minimale': 0.95},
    {'nom': 'departs', 'genre': 'effectif', 'couverture_minimale': 0.95}
] %}
with sommes as (

    {{ agreger(
        ref('int_migrations__communes'),
        mesures,
        cle=['millesime', 'critere', 'modalite'],
        scissions=ref('int_migrations__scissions')
    ) }}

),

mailles as (

    select *
    from {{ ref('int_territoires__mailles') }}

),

-- From one commune to another of the same territory: neither in nor out of it.
internes as (

    select
        arrivees.niveau,
        arrivees.code_territoire,
        flux.millesime,
        flux.critere,
        flux.modalite,
        sum(flux.flux) as internes
    from {{ ref('int_migrations__flux') }} as flux
    inner join mailles as arrivees
        on flux.code_destination = arrivees.code_commune
    inner join mailles as departs
        on
            flux.code_origine = departs.code_commune
            and arrivees.niveau = departs.niveau
            and arrivees.code_territoire = departs.code_territoire
    where flux.code_origine <> flux.code_destination
    group by arrivees.niveau, arrivees.code_territoire, flux.millesime, flux.critere, flux.modalite

)

select
    sommes.niveau,
    sommes.code_territoire,
    sommes.millesime,
    sommes.critere,
    sommes.modalite,
    sommes.stables + sommes.arrivees + sommes.entrees_etranger as residents,
    sommes.stables_statut as residents_statut,
    sommes.stables,
    sommes.stables_statut,
    case when sommes.arrivees is not null then coalesce(internes.internes, 0) end as internes,
    sommes.arrivees_statut as internes_statut,
    sommes.arrivees - coalesce(internes.internes, 0) as entrees,
    sommes.arrivees_statut as entrees_statut,
    sommes.entrees_etranger,
    sommes.entrees_etranger_statut,
    sommes.departs - coalesce(internes.internes, 0) as sorties,
    sommes.departs_statut as sorties_statut,
    sommes.stables_couverture as couverture
from sommes
left join internes
    on
        sommes.niveau = internes.niveau
        and sommes.code_territoire = internes.code_territoire
        and sommes.millesime = internes.millesime
        and sommes.critere = internes.critere
        and sommes.modalite = internes.modalite
