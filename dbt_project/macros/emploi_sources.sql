{#- The codes of each aggregated nomenclature of NAF rév. 2, as the files of INSEE name their columns. -#}
{% macro secteurs_agreges() -%}
    {{ return({
        'A5': ['AZ', 'BE', 'FZ', 'GU', 'OQ'],
        'A17': [
            'AZ', 'DE', 'C1', 'C2', 'C3', 'C4', 'C5', 'FZ', 'GZ', 'HZ', 'IZ', 'JZ', 'KZ', 'LZ', 'MN', 'OQ', 'RU'
        ],
        'A38': [
            'AZ', 'BZ', 'CA', 'CB', 'CC', 'CD', 'CE', 'CF', 'CG', 'CH', 'CI', 'CJ', 'CK', 'CL', 'CM', 'DZ', 'EZ',
            'FZ', 'GZ', 'HZ', 'IZ', 'JA', 'JB', 'JC', 'KZ', 'LZ', 'MA', 'MB', 'MC', 'NZ', 'OZ', 'PZ', 'QA', 'QB',
            'RZ', 'SZ', 'TZ', 'UZ'
        ]
    }) }}
{%- endmacro %}

{#- A sum of parts, or nothing where one of them is missing: a figure is right or absent. -#}
{% macro somme_ou_rien(figure, filtre='true', type='bigint') -%}
    case
        when count(*) filter (where {{ filtre }}) = count({{ figure }}) filter (where {{ filtre }})
            then cast(sum({{ figure }}) filter (where {{ filtre }}) as {{ type }})
    end
{%- endmacro %}

{#- Status of such a sum: that of a missing part, `non_charge` where there are no parts at all, `estime` where one is. -#}
{% macro statut_somme_ou_rien(figure, filtre='true', statut="'secret'") -%}
    case
        when count(*) filter (where {{ filtre }}) = 0 then 'non_charge'
        when count(*) filter (where {{ filtre }}) = count({{ figure }}) filter (where {{ filtre }})
            then case when bool_or({{ statut }} = 'estime') filter (where {{ filtre }}) then 'estime' else 'disponible' end
        else max({{ statut }}) filter (where {{ filtre }} and {{ figure }} is null)
    end
{%- endmacro %}

{#- Posts and establishments by commune and sector, from INSEE's wide files of one family (Flores, Clap): one file a
    nomenclature and a figure. Their totals, which each file repeats, are given once. -#}
{% macro postes_par_secteur(jeu) -%}
with lignes as (

    {{ lire_liste(jeu, famille="regexp_replace(livrees._edition, '_[a-z]+$', '')") }}

),

chiffres as (

    {% for nomenclature, secteurs in secteurs_agreges().items() -%}
    select
        code_territoire,
        split_part(edition, '_', 1) as figure,
        '{{ nomenclature }}' as nomenclature,
        unnest([{% for secteur in secteurs %}'{{ secteur }}'{{ ', ' if not loop.last }}{% endfor %}]) as secteur,
        unnest([{% for secteur in secteurs %}s_{{ secteur | lower }}{{ ', ' if not loop.last }}{% endfor %}])
            as livre,
        millesime,
        geographie,
        edition,
        rang_edition,
        nature,
        livraison,
        feuille,
        ligne
    from lignes
    where split_part(edition, '_', 2) = '{{ nomenclature | lower }}'
    union all
    {% endfor -%}
    -- The same total in up to three files: the first of them that has it.
    select
        code_territoire,
        split_part(edition, '_', 1) as figure,
        'ensemble' as nomenclature,
        'ensemble' as secteur,
        arg_min(total, edition) as livre,
        millesime,
        geographie,
        min(edition) as edition,
        min(rang_edition) as rang_edition,
        {{ nature_la_plus_faible('nature') }} as nature,
        min(livraison) as livraison,
        min(feuille) as feuille,
        min(ligne) as ligne
    from lignes
    group by code_territoire, split_part(edition, '_', 1), millesime, geographie

),

-- A list may leave out the two sectors that are out of its scope: no row, rather than a figure kept secret.
valeurs as (

    select
        *,
        cast({{ nombre('livre') }} as bigint) as valeur,
        {{ statut_insee('livre') }} as statut
    from chiffres
    where livre is not null or secteur not in ('TZ', 'UZ')

)

select
    'commune' as niveau,
    {{ commune_de_rattachement('code_territoire') }} as code_territoire,
    nomenclature,
    secteur,
    millesime,
    geographie,
    {{ somme_ou_rien('valeur', "figure = 'postes'") }} as effectif,
    {{ statut_somme_ou_rien('valeur', "figure = 'postes'", 'statut') }} as effectif_statut,
    {{ somme_ou_rien('valeur', "figure = 'etablissements'") }} as etablissements,
    {{ statut_somme_ou_rien('valeur', "figure = 'etablissements'", 'statut') }} as etablissements_statut,
    min(edition) as edition,
    min(rang_edition) as rang_edition,
    {{ nature_la_plus_faible('nature') }} as nature,
    min(livraison) as livraison,
    min(feuille) as feuille,
    min(ligne) as ligne
from valeurs
group by {{ commune_de_rattachement('code_territoire') }}, nomenclature, secteur, millesime, geographie
{%- endmacro %}
