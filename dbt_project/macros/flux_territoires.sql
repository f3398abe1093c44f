{#- What the residents of each commune of the geography of analysis exchange, and what the others see of it:
    stables (both ends in the commune), then the three measures that the theme names. A delivered commune that
    exchanges nobody of a kind has zero, and not a blank. -#}
{% macro flux_des_communes(theme, criteres) -%}
    {%- set description = theme_de_flux(theme) -%}
    {%- set mesures = description.mesures -%}
    {%- set residence = 'code_' ~ description.bout_observe -%}
    {%- set lieu = 'code_destination' if residence == 'code_origine' else 'code_origine' -%}
    {%- set admis = "critere in ('" ~ criteres | join("', '") ~ "')" -%}
    with flux as (

        select *
        from {{ ref('int_' ~ theme ~ '__flux') }}
        where {{ admis }}

    ),

    livrees as (

        select *
        from {{ ref('int_' ~ theme ~ '__livrees') }}
        where {{ admis }}

    ),

    residents as (

        select
            {{ residence }} as code_commune,
            millesime,
            critere,
            modalite,
            sum(flux) filter (where code_origine = code_destination) as stables,
            sum(flux) filter (where code_origine <> code_destination and not hors_de_france)
                as {{ mesures.autres }},
            sum(flux) filter (where hors_de_france) as {{ mesures.etranger }}
        from flux
        group by {{ residence }}, millesime, critere, modalite

    ),

    vus as (

        select
            {{ lieu }} as code_commune,
            millesime,
            critere,
            modalite,
            sum(flux) as personnes
        from flux
        where code_origine <> code_destination and not hors_de_france
        group by {{ lieu }}, millesime, critere, modalite

    ),

    -- What a commune is to the residents of the others is found there: all are needed, but Mayotte, where this census
    -- is not taken.
    couvertures as (

        select
            millesime,
            critere,
            bool_and(est_livree) as est_entiere,
            sum(population) filter (where est_livree) / sum(population) as couverture
        from livrees
        where left(code_commune, 3) <> '976'
        group by millesime, critere

    ),

    scindees as (

        select distinct
            code_commune,
            millesime
        from {{ ref('int_' ~ theme ~ '__scissions') }}

    ),

    modalites as (

        select distinct
            millesime,
            critere,
            modalite
        from flux

    ),

    grille as (

        select
            livrees.code_commune,
            livrees.millesime,
            livrees.critere,
            modalites.modalite,
            livrees.est_livree,
            case
                when not livrees.est_livree then 'non_publie'
                when scindees.code_commune is not null then 'estime'
                else 'disponible'
            end as statut,
            coalesce(couvertures.couverture >= 0.95, false) as vus_connus,
            case
                when coalesce(couvertures.couverture, 0) < 0.95 then 'non_publie'
                when scindees.code_commune is not null then 'estime'
                when not couvertures.est_entiere or not livrees.est_livree then 'partiel'
                else 'disponible'
            end as vus_statut
        from livrees
        inner join modalites
            on
                livrees.millesime = modalites.millesime
                and livrees.critere = modalites.critere
        left join couvertures
            on
                livrees.millesime = couvertures.millesime
                and livrees.critere = couvertures.critere
        left join scindees
            on
                livrees.code_commune = scindees.code_commune
                and livrees.millesime = scindees.millesime

    )

    select
        grille.code_commune,
        grille.millesime,
        grille.critere,
        grille.modalite,
        {% for mesure in ['stables', mesures.autres, mesures.etranger] -%}
        case when grille.est_livree then coalesce(residents.{{ mesure }}, 0) end as {{ mesure }},
        grille.statut as {{ mesure }}_statut,
        {% endfor -%}
        case when grille.vus_connus then coalesce(vus.personnes, 0) end as {{ mesures.vus }},
        grille.vus_statut as {{ mesures.vus }}_statut
    from grille
    left join residents
        on
            grille.code_commune = residents.code_commune
            and grille.millesime = residents.millesime
            and grille.critere = residents.critere
            and grille.modalite = residents.modalite
    left join vus
        on
            grille.code_commune = vus.code_commune
            and grille.millesime = vus.millesime
            and grille.critere = vus.critere
            and grille.modalite = vus.modalite
{%- endmacro %}

{#- The same measures by territory, and beside them its internal flows, from one commune of it to another: of the two
    measures that exchange with communes, they are what stays inside. What the census observes counts delivered communes
    only, and so do internes_livres; what is seen from the others counts every flow, and so do internes. -#}
{% macro flux_sommes(theme, criteres) -%}
    {%- set mesures = [] -%}
    {%- for nom in ['stables'] + theme_de_flux(theme).mesures.values() | list -%}
        {%- do mesures.append({'nom': nom, 'genre': 'effectif', 'couverture_minimale': 0.95}) -%}
    {%- endfor -%}
    with sommes as (

        {{ agreger(
            ref('int_' ~ theme ~ '__communes'),
            mesures,
            cle=['millesime', 'critere', 'modalite'],
            scissions=ref('int_' ~ theme ~ '__scissions')
        ) }}

    ),

    mailles as (

        select *
        from {{ ref('int_territoires__mailles') }}

    ),

    internes as (

        select
            arrivees.niveau,
            arrivees.code_territoire,
            flux.millesime,
            flux.critere,
            flux.modalite,
            sum(flux.flux) as internes,
            sum(flux.flux) filter (where livrees.est_livree) as internes_livres
        from {{ ref('int_' ~ theme ~ '__flux') }} as flux
        inner join {{ ref('int_' ~ theme ~ '__livrees') }} as livrees
            on
                flux.code_{{ theme_de_flux(theme).bout_observe }} = livrees.code_commune
                and flux.millesime = livrees.millesime
                and flux.critere = livrees.critere
        inner join mailles as arrivees
            on flux.code_destination = arrivees.code_commune
        inner join mailles as departs
            on
                flux.code_origine = departs.code_commune
                and arrivees.niveau = departs.niveau
                and arrivees.code_territoire = departs.code_territoire
        where
            flux.code_origine <> flux.code_destination
            and flux.critere in ('{{ criteres | join("', '") }}')
        group by arrivees.niveau, arrivees.code_territoire, flux.millesime, flux.critere, flux.modalite

    )

    select
        sommes.*,
        coalesce(internes.internes, 0) as internes,
        coalesce(internes.internes_livres, 0) as internes_livres
    from sommes
    left join internes
        on
            sommes.niveau = internes.niveau
            and sommes.code_territoire = internes.code_territoire
            and sommes.millesime = internes.millesime
            and sommes.critere = internes.critere
            and sommes.modalite = internes.modalite
{%- endmacro %}
