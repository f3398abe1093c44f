-- Names of the communes of Nord and Pas-de-Calais, present and past, and the commune of the geography of
-- analysis that bears each today.
with communes as (

    select communes.code_commune
    from {{ ref('int_territoires__communes') }} as communes
    inner join {{ ref('int_territoires__geographies') }} as geographies
        on communes.geographie = geographies.geographie
    where
        geographies.est_analyse
        and communes.code_departement in ('59', '62')

),

actuels as (

    select
        communes.code_commune,
        noms.nom_territoire as nom
    from communes
    inner join {{ ref('int_territoires__noms') }} as noms
        on
            noms.niveau = 'commune'
            and communes.code_commune = noms.code_territoire

),

livres as (

    select
        geographie,
        coalesce(code_commune_parente, code_commune) as code_commune,
        nom_commune as nom
    from {{ ref('stg_insee__communes') }}

    union all

    select
        geographie,
        code_commune,
        nom_commune as nom
    from {{ ref('stg_insee__appartenance') }}

    union all

    select
        geographie,
        code_commune,
        nom_commune as nom
    from {{ ref('stg_dgcl__epci_composition') }}

    union all

    select
        geographie,
        code_territoire as code_commune,
        nom_commune as nom
    from {{ ref('stg_insee__populations_reference') }}
    where niveau = 'commune'

),

anciens as (

    select distinct
        communes.code_commune,
        livres.nom
    from livres
    inner join {{ ref('int_zones__passages') }} as passages
        on
            livres.geographie = passages.geographie
            and livres.code_commune = passages.code_origine
    inner join communes
        on passages.code_commune = communes.code_commune
    where livres.nom is not null

),

etapes as (

    {% for etape in [1, 2, 3] -%}
        select
            {{ etape }} as etape,
            {{ cle_de_nom('nom', etape) }} as cle,
            code_commune
        from actuels
        union all
    {% endfor -%}
    select
        4 as etape,
        {{ cle_de_nom('nom', 3) }} as cle,
        code_commune
    from anciens

)

select
    etape,
    cle,
    list_sort(list(distinct code_commune)) as codes
from etapes
group by etape, cle
