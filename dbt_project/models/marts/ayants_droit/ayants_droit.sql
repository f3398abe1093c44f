-- A figure under agreement that rests on fewer persons than it allows is there, and says that it stays.
{% set comptes = comptes_ayants_droit() | list %}
{% set rapports = {
    'age_moyen': ['annees_vecues', 'personnes', 1],
    'part_femmes_pct': ['femmes', 'personnes', 100],
    'part_reversions_pct': ['reversions', 'personnes', 100],
    'densite_pour_1000_habitants': ['personnes', 'population_municipale', 1000],
    'densite_pour_100_logements': ['logements_en_nature', 'residences_principales', 100]
} %}
{% set voisines = {
    'population': ['population_municipale'],
    'population_structure': ['residences_principales', 'loges_gratuitement']
} %}
with ayants_droit as (

    select *
    from {{ ref('int_ayants_droit__territoires') }}

),

logements as (

    select *
    from {{ ref('int_ayants_droit__logements') }}

),

regles as (

    select
        max(seuil_personnes) filter (where jeu = 'angdm_ayants_droit') as seuil_personnes,
        max(seuil_logements) filter (where jeu = 'angdm_logements') as seuil_logements
    from {{ ref('int_conventions__regles') }}

),

dates as (

    select
        niveau,
        code_territoire,
        millesime
    from ayants_droit
    union
    select
        niveau,
        code_territoire,
        millesime
    from logements

),

-- What the census says at the year nearest to each list, the earlier one first.
{% for mart, colonnes in voisines.items() -%}
    {% for colonne in colonnes -%}
        proches_{{ colonne }} as (

            select
                dates.niveau,
                dates.code_territoire,
                dates.millesime,
                {% set ecart -%}
                    abs(connues.millesime - dates.millesime) * 2 + (connues.millesime > dates.millesime)::integer
                {%- endset %}
                arg_min(connues.{{ colonne }}, {{ ecart }}) as {{ colonne }},
                arg_min(connues.{{ colonne }}_statut, {{ ecart }}) as {{ colonne }}_statut,
                arg_min(connues.millesime, {{ ecart }}) as {{ colonne }}_millesime,
                arg_min(connues.nature, {{ ecart }}) as {{ colonne }}_nature
            from dates
            inner join {{ ref(mart) }} as connues
                on
                    dates.niveau = connues.niveau
                    and dates.code_territoire = connues.code_territoire
            where connues.{{ colonne }} is not null
            group by dates.niveau, dates.code_territoire, dates.millesime

        ),

    {% endfor -%}
{% endfor -%}
reunies as (

    select
        dates.niveau,
        dates.code_territoire,
        dates.millesime,
        {% for nom in comptes + ['annees_vecues'] -%}
            ayants_droit.{{ nom }},
            coalesce(ayants_droit.{{ nom }}_statut, 'non_charge') as {{ nom }}_statut,
        {% endfor -%}
        logements.logements as logements_en_nature,
        coalesce(logements.logements_statut, 'non_charge') as logements_en_nature_statut,
        {% for colonnes in voisines.values() -%}
            {% for colonne in colonnes -%}
                proches_{{ colonne }}.{{ colonne }},
                case
                    when dates.niveau = 'cite' then 'non_applicable'
                    else coalesce(proches_{{ colonne }}.{{ colonne }}_statut, 'non_charge')
                end as {{ colonne }}_statut,
                proches_{{ colonne }}.{{ colonne }}_millesime,
                proches_{{ colonne }}.{{ colonne }}_nature,
            {% endfor -%}
        {% endfor -%}
        {{ nature_la_plus_faible_de('ayants_droit.nature', 'logements.nature') }} as nature
    from dates
    left join ayants_droit
        on
            dates.niveau = ayants_droit.niveau
            and dates.code_territoire = ayants_droit.code_territoire
            and dates.millesime = ayants_droit.millesime
    left join logements
        on
            dates.niveau = logements.niveau
            and dates.code_territoire = logements.code_territoire
            and dates.millesime = logements.millesime
    {% for colonnes in voisines.values() -%}
        {% for colonne in colonnes -%}
            left join proches_{{ colonne }}
                on
                    dates.niveau = proches_{{ colonne }}.niveau
                    and dates.code_territoire = proches_{{ colonne }}.code_territoire
                    and dates.millesime = proches_{{ colonne }}.millesime
        {% endfor -%}
    {% endfor %}

),

jugees as (

    select
        reunies.* exclude (
            {% for nom in comptes -%}{{ nom }}_statut,
            {% endfor -%} annees_vecues_statut,
            logements_en_nature_statut
        ),
        {% for nom in comptes -%}
            {{ statut_interne('reunies.' ~ nom ~ '_statut', 'reunies.' ~ nom, 'regles.seuil_personnes') }}
                as {{ nom }}_statut,
        {% endfor -%}
        {{ statut_interne('reunies.annees_vecues_statut', 'reunies.personnes', 'regles.seuil_personnes') }}
            as annees_vecues_statut,
        {{ statut_interne(
            'reunies.logements_en_nature_statut', 'reunies.logements_en_nature', 'regles.seuil_logements'
        ) }} as logements_en_nature_statut,
        lag(reunies.millesime) over anciennes as millesime_precedent,
        lag(reunies.personnes) over anciennes as personnes_precedentes,
        lag(reunies.personnes_statut) over anciennes as precedentes_statut,
        regles.seuil_personnes
    from reunies
    cross join regles
    window anciennes as (partition by reunies.niveau, reunies.code_territoire order by reunies.millesime)

),

compares as (

    select
        *,
        {% for nom, (numerateur, denominateur, facteur) in rapports.items() -%}
            {{ statut_ratio(numerateur, denominateur) }} as {{ nom }}_statut,
        {% endfor -%}
        case
            when personnes is null then personnes_statut
            when millesime_precedent is null then 'non_applicable'
            when personnes_precedentes is null then precedentes_statut
            when personnes_precedentes = 0 then 'non_applicable'
            when personnes_statut = 'interne' then 'interne'
            when personnes_precedentes < seuil_personnes then 'interne'
            else {{ statut_le_plus_faible(['personnes_statut', 'precedentes_statut']) }}
        end as evolution_annuelle_pct_statut
    from jugees

)

select
    compares.niveau,
    compares.code_territoire,
    coalesce(territoires.nom_territoire, cites.nom, compares.code_territoire) as nom_territoire,
    compares.millesime,
    {% for nom in comptes -%}
        cast(compares.{{ nom }} as double) as {{ nom }},
        compares.{{ nom }}_statut,
    {% endfor -%}
    cast(compares.logements_en_nature as double) as logements_en_nature,
    compares.logements_en_nature_statut,
    {% for nom, (numerateur, denominateur, facteur) in rapports.items() -%}
        {{ si_admis(
            'compares.' ~ nom ~ '_statut',
            'cast(' ~ facteur ~ ' * compares.' ~ numerateur ~ ' as double) / compares.' ~ denominateur
        ) }} as {{ nom }},
        compares.{{ nom }}_statut,
    {% endfor -%}
    compares.millesime_precedent,
    {{ si_admis(
        'compares.evolution_annuelle_pct_statut',
        '100 * (pow(cast(compares.personnes as double) / compares.personnes_precedentes, '
        ~ '1.0 / (compares.millesime - compares.millesime_precedent)) - 1)'
    ) }} as evolution_annuelle_pct,
    compares.evolution_annuelle_pct_statut,
    compares.loges_gratuitement,
    compares.loges_gratuitement_statut,
    compares.loges_gratuitement_millesime,
    compares.loges_gratuitement_nature,
    compares.population_municipale_millesime,
    compares.nature,
    'ANGDM' as source
from compares
left join {{ ref('territoires') }} as territoires
    on
        compares.niveau = territoires.niveau
        and compares.code_territoire = territoires.code_territoire
left join {{ ref('cites') }} as cites
    on
        compares.niveau = 'cite'
        and compares.code_territoire = cites.code_cite
