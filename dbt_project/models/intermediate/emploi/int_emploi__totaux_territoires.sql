{% set mesures = [
    {'nom': 'effectif', 'genre': 'effectif', 'couverture_minimale': 0.95},
    {'nom': 'etablissements', 'genre': 'effectif', 'couverture_minimale': 0.95}
] %}
with scissions_des_totaux as (

    select *
    from {{ ref('int_emploi__scissions') }}
    where donne_le_total

),

sommes as (

    {{ agreger(
        ref('int_emploi__totaux_communes'),
        mesures,
        cle=['millesime', 'source'],
        scissions='scissions_des_totaux',
        livraison=['millesime', 'source']
    ) }}

)

select
    source,
    niveau,
    code_territoire,
    millesime,
    cast(effectif as decimal(18, 9)) as effectif,
    effectif_statut,
    cast(etablissements as decimal(18, 9)) as etablissements,
    etablissements_statut,
    effectif_couverture as couverture,
    effectif_parts as parts,
    effectif_parts = etablissements_parts as memes_etablissements
from sommes
