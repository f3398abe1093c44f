{#- The same of a sparse relation, where rows are many: summed first over the communes that are of the same territories
    (int_territoires__groupes); only what is missing is looked at commune by commune. -#}
{% macro sommes_creuses(mesures, cle, livraison, livrees) -%}
    mailles_groupees as (

        select distinct
            mailles.niveau,
            mailles.code_territoire,
            groupes.groupe
        from {{ ref('int_territoires__mailles') }} as mailles
        inner join {{ ref('int_territoires__groupes') }} as groupes
            on mailles.code_commune = groupes.code_commune
        where mailles.niveau <> 'commune'

    ),

    totaux as (

        select
            mailles.niveau,
            mailles.code_territoire,
            {% for colonne in livraison %}livraisons.{{ colonne }}, {% endfor %}
            count(*) as communes,
            count(livrees.code_commune) as communes_livrees,
            {{ empreinte('livrees.code_commune', 'livrees.code_commune is not null') }} as parts_livrees,
            sum(coalesce(poids.population, 0)) as poids,
            coalesce(sum(poids.population) filter (where livrees.code_commune is not null), 0) as poids_livre
        from {{ ref('int_territoires__mailles') }} as mailles
        cross join (select distinct {{ livraison | join(', ') }} from {{ livrees }}) as livraisons
        left join {{ livrees }} as livrees
            on
                mailles.code_commune = livrees.code_commune
                {%- for colonne in livraison %}
                and livraisons.{{ colonne }} = livrees.{{ colonne }}
                {%- endfor %}
        left join poids
            on
                mailles.code_commune = poids.code_commune
                and livraisons.{{ cle[0] }} = poids.{{ cle[0] }}
        group by all

    ),

    sommes_groupees as (

        select
            groupes.groupe,
            {% for colonne in cle %}mesures.{{ colonne }}, {% endfor %}
            {%- for mesure in mesures %}
            sum(mesures.{{ mesure.nom }}) as {{ mesure.nom }},
            {%- for statut in statuts_presents() %}
            bool_or(mesures.{{ mesure.nom }}_statut = '{{ statut }}') as {{ mesure.nom }}_{{ statut }},
            {%- endfor %}
            {%- endfor %}
            count(*) as parts
        from mesures
        inner join {{ ref('int_territoires__groupes') }} as groupes
            on mesures.code_commune = groupes.code_commune
        group by all

    ),

    sommes_presentes as (

        select
            mailles_groupees.niveau,
            mailles_groupees.code_territoire,
            {% for colonne in cle %}sommes_groupees.{{ colonne }}, {% endfor %}
            {%- for mesure in mesures %}
            sum(sommes_groupees.{{ mesure.nom }}) as {{ mesure.nom }},
            {%- for statut in statuts_presents() %}
            bool_or(sommes_groupees.{{ mesure.nom }}_{{ statut }}) as {{ mesure.nom }}_{{ statut }},
            {%- endfor %}
            {%- endfor %}
            sum(sommes_groupees.parts) as parts
        from sommes_groupees
        inner join mailles_groupees
            on sommes_groupees.groupe = mailles_groupees.groupe
        group by all

        union all

        select
            'commune' as niveau,
            code_commune as code_territoire,
            {{ cle | join(', ') }},
            {%- for mesure in mesures %}
            {{ mesure.nom }},
            {%- for statut in statuts_presents() %}
            {{ mesure.nom }}_statut = '{{ statut }}' as {{ mesure.nom }}_{{ statut }},
            {%- endfor %}
            {%- endfor %}
            1 as parts
        from mesures

    ),

    sommes_absentes as (

        select
            mailles.niveau,
            mailles.code_territoire,
            {% for colonne in cle %}mesures.{{ colonne }}, {% endfor %}
            {%- for mesure in mesures %}
            count(*) filter (where not mesures.{{ mesure.nom }}_presente) as {{ mesure.nom }}_absentes,
            {{ empreinte('mesures.code_commune', 'not mesures.' ~ mesure.nom ~ '_presente') }}
                as {{ mesure.nom }}_parts_absentes,
            bool_or(mesures.{{ mesure.nom }}_statut = 'secret') as {{ mesure.nom }}_secret,
            bool_or(mesures.{{ mesure.nom }}_statut = 'non_charge') as {{ mesure.nom }}_non_charge,
            coalesce(sum(poids.population) filter (where not mesures.{{ mesure.nom }}_presente), 0)
                as {{ mesure.nom }}_poids_absent{{ ',' if not loop.last }}
            {%- endfor %}
        from mesures
        inner join {{ ref('int_territoires__mailles') }} as mailles
            on mesures.code_commune = mailles.code_commune
        left join poids
            on
                mesures.code_commune = poids.code_commune
                and mesures.{{ cle[0] }} = poids.{{ cle[0] }}
        where not ({% for mesure in mesures %}mesures.{{ mesure.nom }}_presente{{ ' and ' if not loop.last }}{% endfor %})
        group by all

    ),

    sommes as (

        select
            presentes.niveau,
            presentes.code_territoire,
            {% for colonne in cle %}presentes.{{ colonne }}, {% endfor %}
            {%- for mesure in mesures %}
            coalesce(presentes.{{ mesure.nom }}, 0) as {{ mesure.nom }}_valeur,
            totaux.communes_livrees - coalesce(absentes.{{ mesure.nom }}_absentes, 0) as {{ mesure.nom }}_presentes,
            totaux.parts_livrees - coalesce(absentes.{{ mesure.nom }}_parts_absentes, 0) as {{ mesure.nom }}_parts,
            case
                when absentes.{{ mesure.nom }}_secret then 'secret'
                when absentes.{{ mesure.nom }}_non_charge then 'non_charge'
                else 'non_publie'
            end as {{ mesure.nom }}_statut_absent,
            case
                {%- for statut in statuts_presents() %}
                when presentes.{{ mesure.nom }}_{{ statut }} then '{{ statut }}'
                {%- endfor %}
            end as {{ mesure.nom }}_statut_present,
            -- Where nothing but missing parts is known of a sector, no population tells how much of it they hold.
            case
                when presentes.{{ mesure.nom }} is null and absentes.{{ mesure.nom }}_absentes > 0 then 0
                else totaux.poids_livre - coalesce(absentes.{{ mesure.nom }}_poids_absent, 0)
            end as {{ mesure.nom }}_poids{{ ',' if not loop.last }}
            {%- endfor %}
        from sommes_presentes as presentes
        inner join totaux
            on
                presentes.niveau = totaux.niveau
                and presentes.code_territoire = totaux.code_territoire
                {%- for colonne in livraison %}
                and presentes.{{ colonne }} = totaux.{{ colonne }}
                {%- endfor %}
        left join sommes_absentes as absentes
            on
                presentes.niveau = absentes.niveau
                and presentes.code_territoire = absentes.code_territoire
                {%- for colonne in cle %}
                and presentes.{{ colonne }} = absentes.{{ colonne }}
                {%- endfor %}

    )
{%- endmacro %}

{#- What makes a figure that is there less than 'disponible', the weakest first. -#}
{% macro statuts_presents() -%}
    {{ return(['partiel', 'borne', 'arrondi']) }}
{%- endmacro %}
