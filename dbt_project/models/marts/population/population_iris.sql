{% set effectifs = ['population', 'menages'] %}
{% set parts = [
    'part_65_ans_plus_pct', 'part_75_ans_plus_pct', 'indice_vieillissement',
    'part_menages_une_personne_pct', 'part_menages_monoparentaux_pct',
    'part_agriculteurs_pct', 'part_artisans_commercants_pct', 'part_cadres_pct', 'part_professions_intermediaires_pct',
    'part_employes_pct', 'part_ouvriers_pct', 'part_retraites_pct', 'part_autres_sans_activite_pct',
    'part_diplomes_superieur_pct', 'taux_chomage_recensement_pct',
    'part_proprietaires_pct', 'part_locataires_pct', 'taux_vacance_pct', 'part_emmenages_recents_pct'
] %}
with iris as (

    select *
    from {{ ref('stg_tiers__rp_iris') }}

),

-- A file tells former vintages again in its own IRIS: each département has those of its latest file.
derniers as (

    select *
    from iris
    qualify geographie = max(geographie) over (partition by code_departement, millesime)

)

select
    niveau,
    code_territoire,
    coalesce(nom_territoire, code_territoire) as nom_territoire,
    code_commune,
    type_iris,
    millesime,
    {% for figure in effectifs + parts -%}
        {{ figure }},
        {{ figure }}_statut,
    {% endfor -%}
    nature,
    'Tiers (agrégats par IRIS, auteur non précisé), d’après l’INSEE, recensement' as source,
    edition,
    geographie as geographie_source,
    cast(null as integer) as geographie
from derniers
