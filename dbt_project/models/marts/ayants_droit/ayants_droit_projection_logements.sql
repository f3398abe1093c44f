with projections as (

    -- An empty data frame has no types.
    select
        cast(territoire as varchar) as territoire,
        millesime,
        annee,
        {% for mesure in ['logements', 'logements_liberes'] -%}
            {% for chiffre in ['attendu', 'borne_basse', 'borne_haute'] -%}
                max({{ chiffre }}) filter (where mesure = '{{ mesure }}') as {{ mesure }}_{{ chiffre }},
            {% endfor -%}
        {% endfor -%}
        max(depart) as depart
    from {{ ref('int_ayants_droit__projections') }}
    where mesure in ('logements', 'logements_liberes')
    group by territoire, millesime, annee

),

regles as (

    select *
    from {{ ref('int_conventions__regles') }}
    where jeu = 'angdm_ayants_droit'

),

jugees as (

    select
        projections.*,
        etats.niveau,
        etats.code_territoire,
        etats.nature,
        case
            when etats.est_incomplet or projections.logements_attendu is null then 'non_publie'
            when projections.depart between 1 and regles.seuil_logements - 1 then 'interne'
            when projections.annee = projections.millesime then 'disponible'
            else 'estime'
        end as statut
    from projections
    inner join {{ ref('int_ayants_droit__etats') }} as etats
        on projections.territoire = etats.territoire
    cross join regles

)

select
    jugees.niveau,
    jugees.code_territoire,
    territoires.nom_territoire,
    cast(jugees.millesime as integer) as millesime,
    cast(jugees.annee as integer) as annee,
    {% for mesure in ['logements', 'logements_liberes'] -%}
        {% set statut -%}
            {%- if mesure == 'logements_liberes' -%}
                case when jugees.annee = jugees.millesime then 'non_applicable' else jugees.statut end
            {%- else -%}
                jugees.statut
            {%- endif -%}
        {%- endset -%}
        case when jugees.statut <> 'non_publie' then cast(jugees.{{ mesure }}_attendu as double) end as {{ mesure }},
        {{ statut }} as {{ mesure }}_statut,
        case when jugees.statut <> 'non_publie' then cast(jugees.{{ mesure }}_borne_basse as integer) end
            as {{ mesure }}_bas,
        case when jugees.statut <> 'non_publie' then cast(jugees.{{ mesure }}_borne_haute as integer) end
            as {{ mesure }}_haut,
    {% endfor -%}
    jugees.nature,
    'ANGDM (convention), projection de la Mission' as source
from jugees
inner join {{ ref('territoires') }} as territoires
    on
        jugees.niveau = territoires.niveau
        and jugees.code_territoire = territoires.code_territoire
where territoires.actif
