{#- Flows from zone to zone of every way of cutting France. Breakdowns of communes are those that touch a commune of a
    perimeter: the others would be millions of rows. -#}
{% macro matrices_des_flux(theme, criteres) -%}
    {%- set residence = theme_de_flux(theme).bout_observe -%}
    {%- set lieu = 'destination' if residence == 'origine' else 'origine' -%}
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

    zones as (

        select *
        from {{ ref('int_territoires__decoupages') }}

    ),

    dans_un_perimetre as (

        select distinct code_commune
        from zones
        where niveau_zone = 'perimetre'

    ),

    -- Around a perimeter, only what it exchanges: two départements outside it make no row.
    sommes as (

        select
            residences.niveau,
            residences.decoupage,
            residences.niveau_zone as niveau_{{ residence }},
            residences.code_zone as code_{{ residence }},
            coalesce(lieux.niveau_zone, 'ailleurs') as niveau_{{ lieu }},
            coalesce(lieux.code_zone, flux.code_{{ lieu }}) as code_{{ lieu }},
            flux.millesime,
            flux.critere,
            flux.modalite,
            sum(flux.flux) as flux,
            bool_or(flux.est_estime) as est_estime
        from flux
        inner join zones as residences
            on flux.code_{{ residence }} = residences.code_commune
        left join zones as lieux
            on
                flux.code_{{ lieu }} = lieux.code_commune
                and residences.niveau = lieux.niveau
                and residences.decoupage = lieux.decoupage
        where
            residences.niveau in (residences.niveau_zone, lieux.niveau_zone)
            and (
                flux.critere = 'ensemble'
                or residences.niveau <> 'commune'
                or flux.code_origine in (select code_commune from dans_un_perimetre)
                or flux.code_destination in (select code_commune from dans_un_perimetre)
            )
        group by all

    ),

    couvertures as (

        select
            zones.niveau,
            zones.decoupage,
            zones.niveau_zone,
            zones.code_zone,
            livrees.millesime,
            livrees.critere,
            bool_and(livrees.est_livree) as est_livree,
            case
                when bool_and(livrees.est_livree) then 1.0
                when sum(livrees.population) > 0
                    then sum(livrees.population * livrees.est_livree::integer) / sum(livrees.population)
                else 0.0
            end as couverture
        from zones
        inner join livrees
            on zones.code_commune = livrees.code_commune
        group by all

    ),

    -- Zones that hold some parts only of a commune since divided: their flows are shares.
    partielles as (

        select distinct
            niveau,
            decoupage,
            niveau_zone,
            code_zone,
            millesime
        from (
            select
                zones.niveau,
                zones.decoupage,
                zones.niveau_zone,
                zones.code_zone,
                scissions.millesime,
                scissions.code_origine
            from {{ ref('int_' ~ theme ~ '__scissions') }} as scissions
            inner join zones
                on scissions.code_commune = zones.code_commune
            group by all
            having abs(sum(scissions.part) - 1) > 1e-9
        ) as incompletes

    )

    select
        sommes.niveau,
        sommes.decoupage,
        sommes.niveau_origine,
        sommes.code_origine,
        sommes.niveau_destination,
        sommes.code_destination,
        sommes.millesime,
        sommes.critere,
        sommes.modalite,
        case when couvertures.couverture >= 0.95 then sommes.flux end as flux,
        case
            when couvertures.couverture < 0.95 then 'non_publie'
            when not couvertures.est_livree then 'partiel'
            when sommes.est_estime and (departs.niveau is not null or arrivees.niveau is not null) then 'estime'
            else 'disponible'
        end as flux_statut,
        couvertures.couverture
    from sommes
    inner join couvertures
        on
            sommes.niveau = couvertures.niveau
            and sommes.decoupage = couvertures.decoupage
            and sommes.niveau_{{ residence }} = couvertures.niveau_zone
            and sommes.code_{{ residence }} = couvertures.code_zone
            and sommes.millesime = couvertures.millesime
            and sommes.critere = couvertures.critere
    {% for bout, alias in [('origine', 'departs'), ('destination', 'arrivees')] -%}
    left join partielles as {{ alias }}
        on
            sommes.niveau = {{ alias }}.niveau
            and sommes.decoupage = {{ alias }}.decoupage
            and sommes.niveau_{{ bout }} = {{ alias }}.niveau_zone
            and sommes.code_{{ bout }} = {{ alias }}.code_zone
            and sommes.millesime = {{ alias }}.millesime
    {% endfor -%}
    -- From nowhere to nowhere.
    where sommes.code_origine <> 'ZZ' or sommes.code_destination <> 'ZZ'
{%- endmacro %}

{#- The mart of the flows of one criterion: both zones named, and who says it. -#}
{% macro mart_des_flux(theme, critere='ensemble') -%}
    with matrices as (

        select *
        from {{ ref('int_' ~ theme ~ '__matrices') }}
        where critere = '{{ critere }}'

    ),

    zones as (

        select *
        from {{ ref('int_territoires__decoupages') }}

    ),

    -- Départements of which a perimeter takes a part: what the row speaks of is the rest.
    entames as (

        select distinct
            zones.decoupage,
            departements.code_zone
        from zones
        inner join zones as departements
            on zones.code_commune = departements.code_commune
        where zones.niveau_zone = 'perimetre' and departements.niveau = 'departement'

    ),

    noms as (

        select
            niveau,
            code_territoire,
            nom_territoire
        from {{ ref('territoires') }}

        union all

        select
            'ailleurs' as niveau,
            unnest(['98', '99']) as code_territoire,
            unnest(['Collectivités d’outre-mer', 'Étranger']) as nom_territoire

    ),

    publications as (

        select *
        from {{ ref('int_' ~ theme ~ '__publications') }}
        where critere = '{{ critere }}'

    ){% if critere != 'ensemble' %},

    libelles as (

        {{ libelles_des_modalites() }}

    ){% endif %}

    select
        matrices.niveau,
        {% for bout in ['origine', 'destination'] -%}
        matrices.niveau_{{ bout }},
        matrices.code_{{ bout }},
        coalesce({{ bout }}s.nom_territoire, 'Hors de tout territoire de ce niveau')
        || case when {{ bout }}s_entamees.code_zone is null then '' else ' (hors du périmètre)' end
            as nom_{{ bout }},
        {% endfor -%}
        matrices.millesime,
        {% if critere != 'ensemble' -%}
        matrices.modalite,
        libelles.libelle_modalite,
        {% endif -%}
        cast(matrices.flux as double) as flux,
        matrices.flux_statut,
        cast(matrices.couverture as double) as couverture,
        publications.nature,
        {{ source_du_flux(theme, 'publications.jeu') }} as source,
        publications.edition,
        publications.geographie_source,
        publications.geographie
    from matrices
    inner join publications
        on matrices.millesime = publications.millesime
    {% if critere != 'ensemble' -%}
    inner join libelles
        on matrices.modalite = libelles.modalite
    {% endif -%}
    {% for bout in ['origine', 'destination'] -%}
    left join noms as {{ bout }}s
        on
            matrices.niveau_{{ bout }} = {{ bout }}s.niveau
            and matrices.code_{{ bout }} = {{ bout }}s.code_territoire
    left join entames as {{ bout }}s_entamees
        on
            matrices.decoupage = {{ bout }}s_entamees.decoupage
            and matrices.code_{{ bout }} = {{ bout }}s_entamees.code_zone
    {% endfor %}
{%- endmacro %}
