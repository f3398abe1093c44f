with migrations as (

    select
        *,
        entrees - sorties as solde_interne,
        case
            when entrees is null then entrees_statut
            when sorties is null then sorties_statut
            when 'partiel' in (entrees_statut, sorties_statut) then 'partiel'
            when 'estime' in (entrees_statut, sorties_statut) then 'estime'
            else 'disponible'
        end as solde_interne_statut
    from {{ ref('int_migrations__territoires') }}

),

libelles as (

    {{ libelles_des_modalites() }}

),

territoires as (

    select *
    from {{ ref('territoires') }}

),

publications as (

    select *
    from {{ ref('int_migrations__publications') }}

)

select
    migrations.niveau,
    migrations.code_territoire,
    territoires.nom_territoire,
    migrations.millesime,
    migrations.critere,
    migrations.modalite,
    libelles.libelle_modalite,
    {% for figure in [
        'residents', 'stables', 'internes', 'entrees', 'entrees_etranger', 'sorties', 'solde_interne'
    ] -%}
        cast(migrations.{{ figure }} as double) as {{ figure }},
        migrations.{{ figure }}_statut,
    {% endfor -%}
    {% for figure in ['entrees', 'sorties', 'solde_interne'] -%}
        1000 * cast(migrations.{{ figure }} as double) / nullif(migrations.residents, 0)
            as taux_{{ figure }}_pour_mille,
        case
            when migrations.{{ figure }} is null then migrations.{{ figure }}_statut
            when migrations.residents is null then migrations.residents_statut
            when migrations.residents = 0 then 'non_applicable'
            when 'partiel' in (migrations.{{ figure }}_statut, migrations.residents_statut) then 'partiel'
            else migrations.{{ figure }}_statut
        end as taux_{{ figure }}_pour_mille_statut,
    {% endfor -%}
    migrations.couverture,
    publications.nature,
    {{ source_du_flux('migrations', 'publications.jeu') }} as source,
    publications.edition,
    publications.geographie_source,
    publications.geographie
from migrations
inner join publications
    on
        migrations.millesime = publications.millesime
        and migrations.critere = publications.critere
inner join libelles
    on migrations.modalite = libelles.modalite
inner join territoires
    on
        migrations.niveau = territoires.niveau
        and migrations.code_territoire = territoires.code_territoire
