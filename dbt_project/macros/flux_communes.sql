{#- Both ends of each flow, carried to the geography of analysis. Individuals are summed by criterion first: two places
    exchange far fewer modalities than persons. -#}
{% macro flux_alignes(theme) -%}
    {%- set flux = theme_de_flux(theme) -%}
    with publications as (

        select *
        from {{ ref('int_' ~ theme ~ '__publications') }}

    ),

    passages as (

        select *
        from {{ ref('int_' ~ theme ~ '__passages') }}

    ),

    flux as (

        {% for fichier in flux.fichiers -%}
        {%- for critere in fichier.criteres -%}
        select
            publications.millesime,
            publications.critere,
            {{ flux.modalites.get(critere, "'ensemble'") }} as modalite,
            publications.geographie_source,
            lignes.code_commune,
            lignes.{{ flux.lieu }} as code_lieu,
            sum(lignes.{{ fichier.effectif }}) as flux
        from {{ ref(fichier.modele) }} as lignes
        inner join publications
            on
                publications.jeu = '{{ fichier.jeu }}'
                and publications.critere = '{{ critere }}'
                and lignes.millesime = publications.millesime
                and lignes.geographie = publications.geographie_source
        group by all
        {{ 'union all' if not loop.last }}
        {% endfor -%}
        {{ 'union all' if not loop.last }}
        {% endfor %}

    ),

    -- Who is at both ends in a commune since divided is in one of its parts, and not in one and then the other.
    restes as (

        select
            flux.millesime,
            flux.critere,
            flux.modalite,
            passages.code_commune,
            passages.code_commune as code_lieu,
            flux.flux,
            passages.part,
            passages.est_estime
        from flux
        inner join passages
            on
                flux.geographie_source = passages.geographie_source
                and flux.code_commune = passages.code_origine
        where flux.code_commune = flux.code_lieu

    ),

    deplaces as (

        select
            flux.millesime,
            flux.critere,
            flux.modalite,
            residences.code_commune,
            coalesce(lieux.code_commune, flux.code_lieu) as code_lieu,
            flux.flux,
            residences.part * coalesce(lieux.part, 1) as part,
            residences.est_estime or coalesce(lieux.est_estime, false) as est_estime
        from flux
        inner join passages as residences
            on
                flux.geographie_source = residences.geographie_source
                and flux.code_commune = residences.code_origine
        left join passages as lieux
            on
                flux.geographie_source = lieux.geographie_source
                and flux.code_lieu = lieux.code_origine
        where
            flux.code_commune <> flux.code_lieu
            and (lieux.code_commune is not null or flux.code_lieu in ('98', '99'))

    ),

    parts as (

        select * from restes
        union all
        select * from deplaces

    )

    -- decimal and not double: sums do not depend on the order of the rows.
    select
        millesime,
        critere,
        modalite,
        {{ 'code_commune' if flux.bout_observe == 'origine' else 'code_lieu' }} as code_origine,
        {{ 'code_lieu' if flux.bout_observe == 'origine' else 'code_commune' }} as code_destination,
        code_lieu in ('98', '99') as hors_de_france,
        sum(case when part = 1 then flux else cast(flux * part as decimal(28, 12)) end) as flux,
        bool_or(est_estime) as est_estime
    from parts
    where flux is not null
    group by millesime, critere, modalite, code_commune, code_lieu
{%- endmacro %}

{#- A commune is delivered when all those that made it are, each with every flow of its residents. -#}
{% macro communes_livrees(theme) -%}
    {%- set flux = theme_de_flux(theme) -%}
    with publications as (

        select *
        from {{ ref('int_' ~ theme ~ '__publications') }}

    ),

    passages as (

        select *
        from {{ ref('int_' ~ theme ~ '__passages') }}

    ),

    lignes as (

        {% for fichier in flux.fichiers -%}
        select
            '{{ fichier.jeu }}' as jeu,
            millesime,
            geographie,
            code_commune,
            {{ flux.lieu }} as code_lieu,
            {{ fichier.effectif }} as flux
        from {{ ref(fichier.modele) }}
        {{ 'union all' if not loop.last }}
        {% endfor %}

    ),

    lieux_connus as (

        select distinct
            geographie_source,
            code_origine
        from passages

    ),

    residences as (

        select
            lignes.jeu,
            lignes.millesime,
            lignes.geographie,
            lignes.code_commune,
            bool_and(
                lignes.flux is not null
                and (lieux_connus.code_origine is not null or lignes.code_lieu in ('98', '99'))
            ) as est_entiere
        from lignes
        left join lieux_connus
            on
                lignes.geographie = lieux_connus.geographie_source
                and lignes.code_lieu = lieux_connus.code_origine
        group by lignes.jeu, lignes.millesime, lignes.geographie, lignes.code_commune

    ),

    poids as (

        {{ habitants_au_plus_pres('publications', 'millesime') }}

    ),

    communes as (

        select
            passages.code_commune,
            publications.millesime,
            publications.critere,
            bool_and(coalesce(residences.est_entiere, false)) as est_livree
        from publications
        inner join passages
            on publications.geographie_source = passages.geographie_source
        left join residences
            on
                publications.jeu = residences.jeu
                and publications.millesime = residences.millesime
                and publications.geographie_source = residences.geographie
                and passages.code_origine = residences.code_commune
        group by passages.code_commune, publications.millesime, publications.critere

    )

    -- Nobody lives in a few communes: there is nobody to count.
    select
        communes.code_commune,
        communes.millesime,
        communes.critere,
        communes.est_livree or coalesce(poids.population = 0, false) as est_livree,
        coalesce(poids.population, 0) as population
    from communes
    left join poids
        on
            communes.code_commune = poids.code_commune
            and communes.millesime = poids.millesime
{%- endmacro %}

{#- Codes that the files name at either end of a flow, with the first line of each: what marts.rejets judges. -#}
{% macro codes_des_flux(theme) -%}
    {%- set flux = theme_de_flux(theme) -%}
    with bouts as (

        {% for fichier in flux.fichiers -%}
        {%- for bout in ['code_commune', flux.lieu] -%}
        select
            '{{ fichier.jeu }}' as jeu,
            {{ bout }} as code_commune,
            millesime,
            geographie,
            livraison,
            min(feuille) as feuille,
            min(ligne) as ligne,
            {{ nature_la_plus_faible('nature') }} as nature
        from {{ ref(fichier.modele) }}
        where {{ bout }} not in ('98', '99')
        group by {{ bout }}, millesime, geographie, livraison
        {{ 'union all' if not loop.last }}
        {% endfor -%}
        {{ 'union all' if not loop.last }}
        {% endfor %}

    )

    select
        jeu,
        code_commune,
        millesime,
        geographie,
        livraison,
        min(feuille) as feuille,
        min(ligne) as ligne,
        {{ nature_la_plus_faible('nature') }} as nature
    from bouts
    group by jeu, code_commune, millesime, geographie, livraison
{%- endmacro %}
