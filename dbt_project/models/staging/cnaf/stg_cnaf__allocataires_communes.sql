{%- set figures = {
    'indfoy_ndur': 'allocataires',
    'indnbp_ndur': 'personnes_couvertes',
    'indfoy_rsa': 'allocataires_rsa',
    'indfoy_ppa': 'allocataires_prime_activite',
    'indfoy_aah': 'allocataires_aah'
} -%}

-- Each benefit may come in a file (an edition) of its own: all of them are kept.
with lignes as (

    {{ lire_brut('cnaf_allocataires_communes', [
        'code_commune', 'type_rsa', 'date_reference', 'brut._edition'
    ]) }}

),

-- Rights of December; a year alone is that of the annual file.
decembres as (

    select *
    from lignes
    where regexp_full_match(date_reference, '[0-9]{4}([-/]?12([-/]?[0-9]{2})?)?')

),

communes as (

    select
        *,
        {{ commune_de_rattachement('code_commune') }} as code_territoire
    from decembres
    -- Municipal arrondissements make their commune where it is not listed itself, and never add to it.
    qualify
        code_commune = code_territoire
        or not bool_or(code_commune = code_territoire) over (
            partition by code_territoire, millesime, geographie, edition
        )

),

editions as (

    select
        niveau,
        code_territoire,
        max(nom_commune) filter (where code_commune = code_territoire) as nom_territoire,
        millesime,
        geographie,
        {% for brut, figure in figures.items() -%}
            case when count(*) = count({{ brut }}) then sum({{ nombre(brut) }}) end as {{ figure }},
        {% endfor -%}
        edition,
        rang_edition,
        {{ nature_la_plus_faible('nature') }} as nature,
        min(livraison) as livraison,
        min(feuille) as feuille,
        min(ligne) as ligne
    from communes
    group by niveau, code_territoire, millesime, geographie, edition, rang_edition

)

select
    niveau,
    code_territoire,
    max(nom_territoire) as nom_territoire,
    millesime,
    geographie,
    {% for figure in figures.values() -%}
        arg_min({{ figure }}, rang_edition) filter (where {{ figure }} is not null) as {{ figure }},
        case when count({{ figure }}) = 0 then 'non_charge' else 'arrondi' end as {{ figure }}_statut,
    {% endfor -%}
    arg_min(edition, rang_edition) as edition,
    min(rang_edition) as rang_edition,
    {{ nature_la_plus_faible('nature') }} as nature,
    arg_min(livraison, rang_edition) as livraison,
    arg_min(feuille, rang_edition) as feuille,
    arg_min(ligne, rang_edition) as ligne
from editions
group by niveau, code_territoire, millesime, geographie
