with suivies as (

    select *
    from {{ ref('int_conventions__communes_suivies') }}

),

millesimes as (

    select
        jeu,
        partenaire,
        millesime,
        lag(millesime) over (partition by jeu, partenaire order by millesime) as millesime_precedent,
        {{ nature_la_plus_faible('nature') }} as nature
    from suivies
    group by jeu, partenaire, millesime

),

perimetres as (

    select
        mailles.code_territoire,
        mailles.code_commune,
        noms.nom_territoire as nom_commune
    from {{ ref('int_territoires__mailles') }} as mailles
    inner join {{ ref('int_territoires__noms') }} as noms
        on
            noms.niveau = 'commune'
            and mailles.code_commune = noms.code_territoire
    where
        mailles.niveau = 'perimetre'
        and mailles.code_territoire in (
            select code_territoire from {{ ref('int_territoires__zonages') }}
            where niveau = 'perimetre'
        )

),

croisees as (

    select
        millesimes.*,
        perimetres.*,
        presentes.code_commune is not null as est_presente,
        presentes.code_commune is null and precedentes.code_commune is not null as est_disparue
    from millesimes
    cross join perimetres
    left join suivies as presentes
        on
            millesimes.jeu = presentes.jeu
            and millesimes.partenaire = presentes.partenaire
            and millesimes.millesime = presentes.millesime
            and perimetres.code_commune = presentes.code_commune
    left join suivies as precedentes
        on
            millesimes.jeu = precedentes.jeu
            and millesimes.partenaire = precedentes.partenaire
            and millesimes.millesime_precedent = precedentes.millesime
            and perimetres.code_commune = precedentes.code_commune

)

select
    croisees.jeu,
    croisees.partenaire,
    'perimetre' as niveau,
    croisees.code_territoire,
    territoires.nom_territoire,
    croisees.millesime,
    croisees.millesime_precedent,
    cast(count(*) as integer) as communes,
    cast(count(*) filter (where croisees.est_presente) as integer) as communes_avec_ligne,
    cast(count(*) filter (where not croisees.est_presente) as integer) as communes_sans_ligne,
    case
        when croisees.millesime_precedent is not null
            then cast(count(*) filter (where croisees.est_disparue) as integer)
    end as communes_disparues,
    case when croisees.millesime_precedent is null then 'non_applicable' else 'disponible' end
        as communes_disparues_statut,
    string_agg(
        croisees.nom_commune || ' (' || croisees.code_commune || ')', ', '
        order by croisees.code_commune
    ) filter (where croisees.est_disparue) as liste_disparues,
    croisees.nature,
    croisees.jeu as source
from croisees
inner join {{ ref('territoires') }} as territoires
    on
        territoires.niveau = 'perimetre'
        and croisees.code_territoire = territoires.code_territoire
group by
    croisees.jeu, croisees.partenaire, croisees.code_territoire, territoires.nom_territoire,
    croisees.millesime, croisees.millesime_precedent, croisees.nature
