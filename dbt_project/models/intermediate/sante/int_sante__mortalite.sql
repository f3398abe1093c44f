-- Deaths as delivered, and of the perimeters that EPCI make up: a sum of all of them, or nothing.
with livrees as (

    select *
    from {{ ref('stg_ors__mortalite') }}

),

-- The EPCI that make up a perimeter, none of which reaches out of it.
composition as (

    select
        perimetres.code_territoire,
        epci.code_territoire as code_epci,
        count(*) as communes
    from {{ ref('int_territoires__mailles') }} as perimetres
    inner join {{ ref('int_territoires__mailles') }} as epci
        on
            epci.niveau = 'epci'
            and perimetres.code_commune = epci.code_commune
    where perimetres.niveau = 'perimetre'
    group by perimetres.code_territoire, epci.code_territoire

),

tailles as (

    select
        niveau,
        code_territoire,
        count(*) as communes
    from {{ ref('int_territoires__mailles') }}
    where niveau in ('epci', 'perimetre')
    group by niveau, code_territoire

),

composes as (

    select
        composition.code_territoire,
        list(composition.code_epci) as codes_epci
    from composition
    inner join tailles as epci
        on
            epci.niveau = 'epci'
            and composition.code_epci = epci.code_territoire
    inner join tailles as perimetres
        on
            perimetres.niveau = 'perimetre'
            and composition.code_territoire = perimetres.code_territoire
    group by composition.code_territoire
    having bool_and(composition.communes = epci.communes)
        and sum(composition.communes) = max(perimetres.communes)

),

sommes as (

    select
        'perimetre' as niveau,
        composes.code_territoire,
        livrees.periode_debut,
        livrees.periode_fin,
        livrees.sexe,
        livrees.cause,
        {{ compte('livrees.observes') }} as observes,
        {{ statut_compte('livrees.observes', 'livrees.observes_statut') }} as observes_statut,
        {{ compte('cast(livrees.attendus as decimal(28, 10))') }} as attendus,
        {{ statut_compte('livrees.attendus', 'livrees.attendus_statut') }} as attendus_statut,
        cast(null as varchar) as significatif,
        livrees.millesime,
        max(livrees.geographie) as geographie,
        {{ nature_la_plus_faible('livrees.nature') }} as nature
    from composes
    inner join livrees
        on
            livrees.niveau = 'epci'
            and list_contains(composes.codes_epci, livrees.code_territoire)
    group by
        composes.code_territoire,
        composes.codes_epci,
        livrees.periode_debut,
        livrees.periode_fin,
        livrees.sexe,
        livrees.cause, livrees.millesime
    having count(*) = len(composes.codes_epci)

)

select
    niveau,
    code_territoire,
    periode_debut,
    periode_fin,
    sexe,
    cause,
    observes,
    observes_statut,
    cast(attendus as decimal(28, 10)) as attendus,
    attendus_statut,
    significatif,
    millesime,
    geographie,
    nature
from livrees
union all
select * from sommes
