{#- Two themes are flows between the commune where a census finds people and another place of theirs: where they lived
    a year before (migrations), where they work (navettes). What differs is written here once:
    bout_observe  the end of a flow that the census observes, so that a file which covers it is whole there
    lieu          the column of staging that names the other end
    fichiers      the data sets, the preferred one first, and the criteria that each can give
    modalites     by criterion, the expression that names a modality from the columns of staging
    a_verifier    criteria that some vintages do not give: one line without a modality, and there is none
    mesures       the names of what a commune exchanges: with other communes, abroad, and as seen from the others -#}
{% macro theme_de_flux(theme) -%}
    {%- set groupes = [
        'agriculteurs', 'artisans_commercants', 'cadres', 'professions_intermediaires', 'employes', 'ouvriers',
        'retraites', 'autres_sans_activite'
    ] -%}
    {%- set csp = "['" ~ groupes | join("', '") ~ "'][csp]" -%}
    {{ return({
        'migrations': {
            'bout_observe': 'destination',
            'lieu': 'code_anterieur',
            'fichiers': [
                {
                    'jeu': 'insee_migrations',
                    'modele': 'stg_insee__migrations',
                    'effectif': 'flux',
                    'criteres': ['ensemble'],
                    'source': 'INSEE, recensement, flux de migrations résidentielles'
                },
                {
                    'jeu': 'insee_migrations_individus',
                    'modele': 'stg_insee__migrations_individus',
                    'effectif': 'effectif',
                    'criteres': ['ensemble', 'age', 'csp'],
                    'source': 'INSEE, recensement, fichier détail des migrations résidentielles'
                }
            ],
            'modalites': {'csp': csp, 'age': classe_d_ages('age')},
            'a_verifier': [],
            'mesures': {'autres': 'arrivees', 'etranger': 'entrees_etranger', 'vus': 'departs'}
        },
        'navettes': {
            'bout_observe': 'origine',
            'lieu': 'code_travail',
            'fichiers': [
                {
                    'jeu': 'insee_navettes',
                    'modele': 'stg_insee__navettes',
                    'effectif': 'flux',
                    'criteres': ['ensemble'],
                    'source': 'INSEE, recensement, flux domicile-travail'
                },
                {
                    'jeu': 'insee_navettes_individus',
                    'modele': 'stg_insee__navettes_individus',
                    'effectif': 'effectif',
                    'criteres': ['ensemble', 'csp', 'diplome'],
                    'source': 'INSEE, recensement, fichier détail des mobilités professionnelles'
                }
            ],
            'modalites': {'csp': csp, 'diplome': 'diplome'},
            'a_verifier': ['csp', 'diplome'],
            'mesures': {'autres': 'departs', 'etranger': 'sorties_etranger', 'vus': 'arrivees'}
        }
    }[theme]) }}
{%- endmacro %}

{% macro classe_d_ages(age) -%}
    case
        when {{ age }} < 15 then 'moins_de_15_ans'
        when {{ age }} < 25 then '15_24_ans'
        when {{ age }} < 40 then '25_39_ans'
        when {{ age }} < 55 then '40_54_ans'
        when {{ age }} < 65 then '55_64_ans'
        when {{ age }} < 80 then '65_79_ans'
        when {{ age }} >= 80 then '80_ans_plus'
    end
{%- endmacro %}

{% macro libelles_des_modalites() -%}
    {%- set libelles = {
        'ensemble': 'Ensemble',
        'moins_de_15_ans': 'Moins de 15 ans',
        '15_24_ans': '15 à 24 ans',
        '25_39_ans': '25 à 39 ans',
        '40_54_ans': '40 à 54 ans',
        '55_64_ans': '55 à 64 ans',
        '65_79_ans': '65 à 79 ans',
        '80_ans_plus': '80 ans ou plus',
        'agriculteurs': 'Agriculteurs exploitants',
        'artisans_commercants': 'Artisans, commerçants, chefs d’entreprise',
        'cadres': 'Cadres et professions intellectuelles supérieures',
        'professions_intermediaires': 'Professions intermédiaires',
        'employes': 'Employés',
        'ouvriers': 'Ouvriers',
        'retraites': 'Retraités',
        'autres_sans_activite': 'Autres personnes sans activité professionnelle',
        'au_plus_brevet': 'Aucun diplôme, ou au plus le brevet des collèges',
        'cap_bep': 'CAP ou BEP',
        'baccalaureat': 'Baccalauréat ou équivalent',
        'superieur': 'Diplôme de l’enseignement supérieur'
    } -%}
    select
        unnest(['{{ libelles.keys() | join("', '") }}']) as modalite,
        unnest(['{{ libelles.values() | join("', '") }}']) as libelle_modalite
{%- endmacro %}

{#- The place that the other end of a flow names: a commune, '98' for a collectivity overseas (975, 977, 978 and from
    986 on: the census of France does not count those who live there), '99' abroad. Abroad is 99999, the code of a
    country (99131), or for a workplace near the border that of a foreign commune: two letters for its country, then
    three characters (BE540, Mouscron). -#}
{% macro lieu_d_un_flux(code) -%}
    case
        when left({{ code }}, 2) in ('98', '99') then left({{ code }}, 2)
        when regexp_matches({{ code }}, '^[A-Z]{2}') then '99'
        when left({{ code }}, 3) in ('975', '977', '978') then '98'
        else {{ commune_de_rattachement(code) }}
    end
{%- endmacro %}

{#- A list of flows, one a census: a pair of communes that the best edition leaves out is nobody, and comes from no
    other. `lieu` is the column of the end that is not the residence. -#}
{% macro flux_livres(jeu, lieu) -%}
    with lignes as (

        {{ lire_brut(jeu) }}

    ),

    -- Paris, Marseille and Lyon come by arrondissement, at both ends: to go from one to another is not to leave.
    communes as (

        select
            * exclude (code_commune, {{ lieu }}),
            {{ commune_de_rattachement('code_commune') }} as code_commune,
            {{ lieu_d_un_flux(lieu) }} as {{ lieu }},
            cast({{ nombre('nbflux') }} as decimal(28, 12)) as flux,
            {{ statut_nombre('nbflux') }} as flux_statut
        from lignes

    )

    select
        code_commune,
        {{ lieu }},
        case when count(*) = count(flux) then sum(flux) end as flux,
        case when count(*) = count(flux) then 'disponible' else max(flux_statut) filter (where flux is null) end
            as flux_statut,
        millesime,
        geographie,
        edition,
        rang_edition,
        {{ nature_la_plus_faible('nature') }} as nature,
        min(livraison) as livraison,
        min(feuille) as feuille,
        min(ligne) as ligne
    from communes
    group by code_commune, {{ lieu }}, millesime, geographie, edition, rang_edition
{%- endmacro %}

{#- Producer and data set, as a mart says them. -#}
{% macro source_du_flux(theme, jeu) -%}
    case {{ jeu }}
        {%- for fichier in theme_de_flux(theme).fichiers %}
        when '{{ fichier.jeu }}' then '{{ fichier.source }}'
        {%- endfor %}
    end
{%- endmacro %}

{#- The file that each breakdown of each census comes from: a whole one, never two put together. -#}
{% macro publications_des_flux(theme) -%}
    {%- set flux = theme_de_flux(theme) -%}
    with livrees as (

        {% for fichier in flux.fichiers -%}
        {%- set rang = loop.index -%}
        {%- for critere in fichier.criteres -%}
        select
            '{{ fichier.jeu }}' as jeu,
            {{ rang }} as rang_jeu,
            '{{ critere }}' as critere,
            millesime,
            geographie,
            edition,
            rang_edition,
            {{ nature_la_plus_faible('nature') }} as nature
        from {{ ref(fichier.modele) }}
        group by millesime, geographie, edition, rang_edition
        {%- if critere in flux.a_verifier %}
        having bool_and({{ flux.modalites[critere] }} is not null)
        {%- endif %}
        {{ 'union all' if not loop.last }}
        {% endfor -%}
        {{ 'union all' if not loop.last }}
        {% endfor %}

    ),

    geographies as (

        select distinct
            passages.geographie_origine,
            passages.geographie_destination
        from {{ ref('int_territoires__passages') }} as passages
        inner join {{ ref('int_territoires__geographies') }} as geographies
            on passages.geographie_destination = geographies.geographie
        where geographies.est_analyse

    )

    select
        livrees.millesime,
        livrees.critere,
        livrees.jeu,
        livrees.edition,
        livrees.nature,
        livrees.geographie as geographie_source,
        geographies.geographie_destination as geographie
    from livrees
    -- What comes from a year that no passage leaves is listed in marts.rejets.
    inner join geographies
        on livrees.geographie = geographies.geographie_origine
    qualify row_number() over (
            partition by livrees.millesime, livrees.critere
            order by livrees.rang_jeu, livrees.rang_edition, livrees.geographie desc
        ) = 1
{%- endmacro %}

{#- From the communes of each file kept to those of the geography of analysis. -#}
{% macro passages_des_flux(theme) -%}
    with geographies as (

        select distinct
            geographie_source,
            geographie
        from {{ ref('int_' ~ theme ~ '__publications') }}

    )

    select
        passages.geographie_origine as geographie_source,
        passages.code_origine,
        passages.code_destination as code_commune,
        passages.part,
        passages.est_estime
    from {{ ref('int_territoires__passages') }} as passages
    inner join geographies
        on
            passages.geographie_origine = geographies.geographie_source
            and passages.geographie_destination = geographies.geographie
{%- endmacro %}

{#- Communes whose flows are a share of those of a commune since divided, with that share. -#}
{% macro scissions_des_flux(theme) -%}
    select distinct
        passages.code_commune,
        publications.millesime,
        passages.code_origine,
        passages.part
    from {{ ref('int_' ~ theme ~ '__publications') }} as publications
    inner join {{ ref('int_' ~ theme ~ '__passages') }} as passages
        on publications.geographie_source = passages.geographie_source
    where passages.est_estime
{%- endmacro %}
