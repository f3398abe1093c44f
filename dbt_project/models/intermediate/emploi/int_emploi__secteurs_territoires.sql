-- Each sector of each territory, in the nomenclature that the communes are delivered in; sparse like its
-- communes.
{% set mesures = [
    {'nom': 'effectif', 'genre': 'effectif', 'couverture_minimale': 0.95},
    {'nom': 'etablissements', 'genre': 'effectif', 'couverture_minimale': 0.95}
] %}
with communes as not materialized (

    select *
    from {{ ref('int_emploi__communes') }}
    where nomenclature <> 'ensemble'

),

livrees as not materialized (

    select *
    from {{ ref('int_emploi__livrees') }}
    where nomenclature <> 'ensemble'

),

sommes as (

    {{ agreger(
        'communes',
        mesures,
        cle=['millesime', 'source', 'nomenclature', 'secteur'],
        scissions=ref('int_emploi__scissions'),
        livraison=['millesime', 'source', 'nomenclature'],
        livrees='livrees'
    ) }}

),

departements as (

    select distinct {{ departement_de('code_commune') }} as code_departement
    from {{ ref('stg_mission__perimetres') }}

)

-- Sectors of communes are kept in the départements of the perimeters: elsewhere they are in the sums only.
select
    source,
    niveau,
    code_territoire,
    millesime,
    nomenclature,
    secteur,
    cast(effectif as decimal(18, 9)) as effectif,
    effectif_statut,
    cast(etablissements as decimal(18, 9)) as etablissements,
    etablissements_statut,
    effectif_couverture as couverture,
    effectif_parts as parts,
    effectif_parts = etablissements_parts as memes_etablissements
from sommes
where
    niveau <> 'commune'
    or {{ departement_de('code_territoire') }} in (select code_departement from departements)
