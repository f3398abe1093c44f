-- Published distributions that others are estimated from: communes, and the EPCI of one geography a vintage.
with publications as (

    select *
    from {{ ref('int_pauvrete__publications') }}
    where
        niveau in ('commune', 'epci')
        and revenu_median is not null
        and personnes_menages_fiscaux > 0

),

-- EPCI of two years overlap: those of one year are kept, the latest of the base, else of the deciles.
geographies_epci as (

    select
        millesime,
        max(geographie) as geographie
    from {{ ref('stg_insee__filosofi') }}
    where niveau = 'epci'
    group by millesime

    union all

    select
        millesime,
        max(geographie) as geographie
    from {{ ref('stg_insee__filosofi_deciles') }}
    where
        niveau = 'epci'
        and millesime not in (
            select millesime from {{ ref('stg_insee__filosofi') }}
            where niveau = 'epci'
        )
    group by millesime

),

epci as (

    select publications.*
    from publications
    inner join {{ ref('int_pauvrete__empreintes') }} as empreintes
        on
            publications.niveau = empreintes.niveau
            and publications.millesime = empreintes.millesime
            and publications.empreinte = empreintes.empreinte
    inner join geographies_epci
        on
            empreintes.millesime = geographies_epci.millesime
            and empreintes.geographie = geographies_epci.geographie
    where publications.niveau = 'epci'

),

communes_publiees as (

    select
        millesime,
        empreinte,
        unnest(communes) as code_commune,
        len(communes) as nombre
    from publications
    where niveau = 'commune'

),

-- A commune since divided, known whole and in parts: the parts are kept.
doublons as (

    select distinct
        entieres.millesime,
        entieres.empreinte
    from communes_publiees as entieres
    inner join communes_publiees as parties
        on
            entieres.millesime = parties.millesime
            and entieres.code_commune = parties.code_commune
            and entieres.nombre > parties.nombre

),

retenues as (

    select *
    from publications
    anti join doublons
        on
            publications.millesime = doublons.millesime
            and publications.empreinte = doublons.empreinte
    where publications.niveau = 'commune'

    union all

    select *
    from epci

),

membres_epci as (

    select
        millesime,
        code_territoire,
        unnest(communes) as code_commune
    from epci

),

voisins as (

    select
        'commune' as niveau,
        code_commune,
        code_territoire
    from {{ ref('int_territoires__mailles') }}
    where niveau = 'epci'

),

-- The EPCI that holds all of a commune's footprint.
parents as (

    select
        'commune' as niveau,
        communes_publiees.millesime,
        communes_publiees.empreinte,
        min(membres_epci.code_territoire) as code_epci
    from communes_publiees
    inner join membres_epci
        on
            communes_publiees.millesime = membres_epci.millesime
            and communes_publiees.code_commune = membres_epci.code_commune
    group by communes_publiees.millesime, communes_publiees.empreinte, communes_publiees.nombre
    having
        count(*) = communes_publiees.nombre
        and count(distinct membres_epci.code_territoire) = 1

)

select
    retenues.millesime,
    retenues.niveau || ':' || retenues.code_territoire as part,
    retenues.niveau,
    retenues.code_territoire,
    retenues.communes,
    -- Errors of neighbouring territories share causes: the département they are in tells how much.
    {{ departement_de('retenues.communes[1]') }} as groupe,
    retenues.empreinte,
    -- Where the EPCI of the source's year is unknown, that of the analysis tells who is a neighbour.
    coalesce('epci:' || parents.code_epci, 'voisins:' || voisins.code_territoire) as parent,
    retenues.personnes_menages_fiscaux as personnes,
    retenues.menages_fiscaux as menages,
    retenues.revenu_d1 as d1,
    {% for rang in [2, 3, 4] -%}
        retenues.revenu_d{{ rang }} as d{{ rang }},
    {% endfor -%}
    retenues.revenu_median as d5,
    {% for rang in [6, 7, 8] -%}
        retenues.revenu_d{{ rang }} as d{{ rang }},
    {% endfor -%}
    retenues.revenu_d9 as d9,
    case when retenues.taux_pauvrete_60_statut = 'disponible' then retenues.taux_pauvrete_60 end
        as taux_pauvrete_60,
    case when retenues.niveau = 'commune' then 1.0 else 0.1 end as pas_taux,
    retenues.geographie_source
from retenues
left join parents
    on
        retenues.niveau = parents.niveau
        and retenues.millesime = parents.millesime
        and retenues.empreinte = parents.empreinte
left join voisins
    on
        retenues.niveau = voisins.niveau
        and retenues.communes[1] = voisins.code_commune
