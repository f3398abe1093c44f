with populations as (

    select *
    from {{ ref('int_population__territoires') }}

),

territoires as (

    select *
    from {{ ref('territoires') }}

),

evolutions as (

    select *
    from {{ ref('int_population__evolutions') }}

),

soldes as (

    select *
    from {{ ref('int_population__soldes') }}

),

dates as (

    select *
    from {{ ref('dates_recensement') }}

),

-- What is ranked: the communes of the Bassin among themselves, and the EPCI that lie wholly in the eight.
classes as (

    select
        mailles.niveau,
        mailles.code_territoire,
        bassin.code_territoire as perimetre
    from {{ ref('int_territoires__mailles') }} as mailles
    left join {{ ref('int_territoires__mailles') }} as bassin
        on
            mailles.code_commune = bassin.code_commune
            and bassin.niveau = 'perimetre'
            and bassin.code_territoire
            = case mailles.niveau when 'commune' then 'bassin_minier' else 'epci8' end
    where mailles.niveau in ('commune', 'epci')
    group by mailles.niveau, mailles.code_territoire, bassin.code_territoire
    having
        bassin.code_territoire is not null
        and count(*) = (
            select count(*)
            from {{ ref('int_territoires__mailles') }} as toutes
            where
                toutes.niveau = mailles.niveau
                and toutes.code_territoire = mailles.code_territoire
        )

),

rangs as (

    select
        populations.niveau,
        populations.code_territoire,
        populations.millesime,
        case when populations.population_municipale is not null then rank() over classement end
            as rang_bassin,
        100 * populations.population_municipale / bassin.population_municipale as part_bassin_pct,
        case
            when populations.population_municipale is null then populations.population_municipale_statut
            when bassin.population_municipale is null then bassin.population_municipale_statut
            when populations.population_municipale_statut <> 'disponible'
                then populations.population_municipale_statut
            else bassin.population_municipale_statut
        end as part_bassin_pct_statut
    from populations
    inner join classes
        on
            populations.niveau = classes.niveau
            and populations.code_territoire = classes.code_territoire
    inner join populations as bassin
        on
            classes.perimetre = bassin.code_territoire
            and bassin.niveau = 'perimetre'
            and populations.millesime = bassin.millesime
    window classement as (
        partition by populations.niveau, populations.millesime
        order by populations.population_municipale desc nulls last
    )

)

select
    populations.niveau,
    populations.code_territoire,
    territoires.nom_territoire,
    populations.millesime,
    dates.concept,
    populations.population_municipale,
    populations.population_municipale_statut,
    populations.nature as population_municipale_nature,
    populations.population_municipale_couverture as couverture,
    {{ densite_hab_km2('populations.population_municipale', 'territoires.surface_km2') }} as densite_hab_km2,
    case
        when populations.population_municipale is null then populations.population_municipale_statut
        when
            populations.population_municipale_statut = 'partiel' and territoires.surface_km2 is not null
            then 'partiel'
        else territoires.surface_km2_statut
    end as densite_hab_km2_statut,
    populations.nature as densite_hab_km2_nature,
    rangs.rang_bassin,
    rangs.part_bassin_pct,
    coalesce(rangs.part_bassin_pct_statut, 'non_applicable') as part_bassin_pct_statut,
    populations.nature as part_bassin_pct_nature,
    evolutions.millesime_reference,
    evolutions.taux_annuel_moyen_pct,
    evolutions.taux_annuel_moyen_pct_statut,
    evolutions.taux_annuel_moyen_pct_couverture,
    populations.nature as taux_annuel_moyen_pct_nature,
    cast(soldes.variation as bigint) as variation,
    {% for figure in [
        'naissances', 'deces', 'solde_naturel', 'solde_migratoire_apparent',
        'taux_solde_naturel_pct', 'taux_solde_migratoire_pct'
    ] -%}
        soldes.{{ figure }},
        soldes.soldes_statut as {{ figure }}_statut,
        evolutions.taux_annuel_moyen_pct_couverture as {{ figure }}_couverture,
        case when soldes.{{ figure }} is not null and soldes.mouvements_nature = 'simule' then 'simule'
            else populations.nature
        end as {{ figure }}_nature,
    {% endfor -%}
    case
        when soldes.naissances is not null and populations.nature <> soldes.mouvements_nature then 'mixte'
        else populations.nature
    end as nature,
    case
        when populations.edition like 'insee_rp_%' then 'INSEE, recensement'
        else 'INSEE, populations de référence'
    end as source,
    populations.edition,
    populations.geographie_source,
    populations.geographie
from populations
inner join territoires
    on
        populations.niveau = territoires.niveau
        and populations.code_territoire = territoires.code_territoire
inner join evolutions
    on
        populations.niveau = evolutions.niveau
        and populations.code_territoire = evolutions.code_territoire
        and populations.millesime = evolutions.millesime
inner join soldes
    on
        populations.niveau = soldes.niveau
        and populations.code_territoire = soldes.code_territoire
        and populations.millesime = soldes.millesime
left join rangs
    on
        populations.niveau = rangs.niveau
        and populations.code_territoire = rangs.code_territoire
        and populations.millesime = rangs.millesime
left join dates
    on populations.millesime = dates.millesime
