with echeances as (

    -- An empty data frame has no types.
    select * replace (cast(territoire as varchar) as territoire)
    from {{ ref('int_ayants_droit__echeances') }}

),

depart as (

    select
        niveau,
        code_territoire,
        personnes_statut
    from {{ ref('ayants_droit_projection') }}
    where
        annee = millesime
        and sexe = 'ensemble'
        and droit = 'ensemble'

)

select
    territoires.niveau,
    territoires.code_territoire,
    territoires.nom_territoire,
    cast(echeances.millesime as integer) as millesime,
    {% for part in ['moitie', 'neuf_dixiemes'] -%}
        {% for date in ['', '_au_plus_tot', '_au_plus_tard'] -%}
            {% set annee = 'annee_' ~ part ~ date -%}
            case when depart.personnes_statut <> 'non_publie' then cast(echeances.{{ annee }} as integer) end
                as {{ annee }},
            case
                when depart.personnes_statut = 'non_publie' then 'non_publie'
                when echeances.{{ annee }} is null then 'non_applicable'
                when depart.personnes_statut = 'interne' then 'interne'
                else 'estime'
            end as {{ annee }}_statut,
        {% endfor -%}
    {% endfor -%}
    etats.nature,
    'ANGDM (convention), projection de la Mission' as source
from echeances
inner join {{ ref('int_ayants_droit__etats') }} as etats
    on echeances.territoire = etats.territoire
inner join {{ ref('territoires') }} as territoires
    on
        etats.niveau = territoires.niveau
        and etats.code_territoire = territoires.code_territoire
inner join depart
    on
        etats.niveau = depart.niveau
        and etats.code_territoire = depart.code_territoire
where territoires.actif
