-- The communes of which a file says everything, the zeros included. The files of URSSAF list only communes
-- where there is an establishment, in whatever year: one list for all their vintages.
{% set est_liste_creuse = "source in ('urssaf', 'tiers_urssaf')" %}
{% set cle_de_la_liste
    = "concat_ws('|', source, jeu, publication, geographie_source, nomenclature, millesime)" %}
with publications as (

    select
        *,
        {{ est_liste_creuse }} as est_creuse,
        case
            when {{ est_liste_creuse }} then concat_ws('|', source, jeu, publication, geographie_source)
            else {{ cle_de_la_liste }}
        end as liste
    from {{ ref('int_emploi__publications') }}

),

noms as (

    select distinct
        source,
        jeu,
        publication,
        geographie as geographie_source,
        case when not {{ est_liste_creuse }} then nomenclature end as nomenclature,
        case when not {{ est_liste_creuse }} then millesime end as millesime,
        code_commune
    from {{ ref('int_emploi__lignes') }}

),

noms_par_liste as (

    select
        {{ cle_de_la_liste }} as liste,
        code_commune
    from noms

),

listes as (

    select distinct
        liste,
        geographie_source,
        est_creuse
    from publications

),

communes as (

    select
        listes.liste,
        listes.est_creuse,
        passages.code_commune,
        -- A commune may be there under the codes of what it was made of, and not under its own.
        coalesce(
            bool_and(noms_par_liste.code_commune is not null) filter (where not passages.est_egare), false
        )
        or bool_or(passages.est_egare and noms_par_liste.code_commune is not null) as est_nommee,
        bool_or(noms_par_liste.code_commune is not null) as a_une_ligne
    from listes
    inner join {{ ref('int_emploi__passages') }} as passages
        on listes.geographie_source = passages.geographie_source
    left join noms_par_liste
        on
            listes.liste = noms_par_liste.liste
            and passages.code_origine = noms_par_liste.code_commune
    group by listes.liste, listes.est_creuse, passages.code_commune

),

habitants as (

    select
        code_commune,
        population_municipale
    from {{ ref('int_population__communes') }}
    where population_municipale is not null
    qualify row_number() over (partition by code_commune order by millesime desc) = 1

),

-- A commune of 1 000 inhabitants has some employee: where all of these have a line, the others have none.
departements as (

    select
        communes.liste,
        {{ departement_de('communes.code_commune') }} as code_departement,
        bool_and(communes.a_une_ligne) filter (where habitants.population_municipale >= 1000) as est_entier
    from communes
    left join habitants
        on communes.code_commune = habitants.code_commune
    where communes.est_creuse
    group by communes.liste, {{ departement_de('communes.code_commune') }}

),

livrees as (

    select
        communes.liste,
        communes.code_commune
    from communes
    left join departements
        on
            communes.liste = departements.liste
            and departements.code_departement = {{ departement_de('communes.code_commune') }}
    where
        communes.est_nommee
        or coalesce(departements.est_entier, false)

)

select
    publications.source,
    publications.nomenclature,
    publications.millesime,
    livrees.code_commune
from publications
inner join livrees
    on publications.liste = livrees.liste
