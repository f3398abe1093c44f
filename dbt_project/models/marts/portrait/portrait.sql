{% set references = ['epci', 'bassin_minier', 'departement', 'region', 'france', 'region_hors_bassin'] %}
with cles as (

    {{ indicateurs_du_portrait() }}

),

-- Every level, and the communes of the régions where a perimeter lies: what the Mission looks at.
territoires as (

    select *
    from {{ ref('territoires') }}
    where
        actif
        and (
            niveau <> 'commune'
            or code_region in (
                select code_region
                from {{ ref('territoires') }}
                where niveau = 'perimetre'
            )
        )

),

populations as (

    select
        *,
        'population_municipale' as indicateur
    from {{ ref('population') }}

),

rattachements as (

    {{ rattachements_du_portrait() }}

),

chiffres as (

    select
        indicateurs.*,
        territoires.nom_territoire,
        cles.rang_portrait,
        cles.est_complementaire,
        cles.regle,
        dictionnaire.libelle,
        dictionnaire.unite,
        dictionnaire.genre
    from {{ ref('indicateurs') }} as indicateurs
    inner join {{ ref('dictionnaire') }} as dictionnaire
        on
            indicateurs.theme = dictionnaire.theme
            and indicateurs.indicateur = dictionnaire.indicateur
    inner join cles
        on
            dictionnaire.mart = cles.mart
            and dictionnaire.indicateur = cles.indicateur
    -- Neighbourhoods have marts of their own, and what is finer than the year has no place on a yearly sheet.
    inner join territoires
        on
            indicateurs.niveau = territoires.niveau
            and indicateurs.code_territoire = territoires.code_territoire
    where indicateurs.periode is null

),

millesimes as (

    select distinct
        theme,
        indicateur,
        regle,
        millesime
    from chiffres

),

paires as (

    {{ paires_du_portrait('millesimes') }}

),

-- What is said where no start is admitted: could one be loaded, why is the nearest vintage refused.
refus as (

    select
        millesimes.indicateur,
        millesimes.millesime,
        case
            when fins_admissibles.millesime is not null or count(paires.millesime) = 0 then 'non_charge'
            else 'non_applicable'
        end as statut,
        case
            when bool_or(paires.admissible)
                then 'Le chiffre manque aux millésimes comparables, ou il n’y est que simulé.'
            when count(paires.motif) > 0 then arg_max(paires.motif, paires.millesime_reference)
            else 'Aucun millésime antérieur comparable n’est chargé.'
        end as motif
    from millesimes
    left join paires
        on
            millesimes.indicateur = paires.indicateur
            and millesimes.millesime = paires.millesime
    left join (
        select distinct
            theme,
            millesime_fin as millesime
        from {{ ref('comparaisons') }}
        where admissible
    ) as fins_admissibles
        on
            millesimes.regle = fins_admissibles.theme
            and millesimes.millesime = fins_admissibles.millesime
    group by millesimes.indicateur, millesimes.millesime, fins_admissibles.millesime

),

-- The latest admitted start at which the territory has the figure; failing that, the latest admitted start.
departs as (

    select
        fins.niveau,
        fins.code_territoire,
        fins.indicateur,
        fins.millesime,
        coalesce(
            max(paires.millesime_reference) filter (where debuts.valeur is not null),
            max(paires.millesime_reference)
        ) as millesime_reference
    from chiffres as fins
    inner join paires
        on
            fins.indicateur = paires.indicateur
            and fins.millesime = paires.millesime
    left join chiffres as debuts
        on
            fins.niveau = debuts.niveau
            and fins.code_territoire = debuts.code_territoire
            and paires.indicateur = debuts.indicateur
            and paires.millesime_reference = debuts.millesime
    where
        paires.admissible
        and fins.indicateur <> 'population_municipale'
    group by fins.niveau, fins.code_territoire, fins.indicateur, fins.millesime

    union all

    -- The rate of the population has its start, over the communes known at both dates.
    select
        niveau,
        code_territoire,
        indicateur,
        millesime,
        millesime_reference
    from populations
    where millesime_reference is not null

),

couples as (

    select
        chiffres.*,
        departs.millesime_reference,
        debuts.valeur as valeur_reference,
        debuts.statut as valeur_reference_statut,
        debuts.nature as nature_reference,
        paires.duree_annees,
        paires.motif,
        refus.statut as statut_refus,
        refus.motif as motif_refus,
        chiffres.genre = 'effectif' or chiffres.unite like '€%' as est_une_quantite,
        populations.taux_annuel_moyen_pct,
        populations.taux_annuel_moyen_pct_statut
    from chiffres
    inner join refus
        on
            chiffres.indicateur = refus.indicateur
            and chiffres.millesime = refus.millesime
    left join departs
        on
            chiffres.niveau = departs.niveau
            and chiffres.code_territoire = departs.code_territoire
            and chiffres.indicateur = departs.indicateur
            and chiffres.millesime = departs.millesime
    left join paires
        on
            departs.indicateur = paires.indicateur
            and departs.millesime = paires.millesime
            and departs.millesime_reference = paires.millesime_reference
    left join chiffres as debuts
        on
            departs.niveau = debuts.niveau
            and departs.code_territoire = debuts.code_territoire
            and departs.indicateur = debuts.indicateur
            and departs.millesime_reference = debuts.millesime
    left join populations
        on
            chiffres.niveau = populations.niveau
            and chiffres.code_territoire = populations.code_territoire
            and chiffres.millesime = populations.millesime
            and chiffres.indicateur = populations.indicateur

),

verdicts as (

    select
        *,
        {{ verdict_de_l_evolution() }} as verdict
    from couples

),

evolutions as (

    select
        *,
        case
            when struct_extract(verdict, 'statut') not in ('disponible', 'arrondi', 'estime', 'partiel')
                then null
            when indicateur = 'population_municipale' then taux_annuel_moyen_pct
            when est_une_quantite and regle is not null
                then {{ taux_annuel_moyen_pct('valeur / valeur_reference', 'duree_annees') }}
            when est_une_quantite then 100 * (valeur / valeur_reference - 1)
            else valeur - valeur_reference
        end as evolution
    from verdicts

),

-- Ranks are told inside the Bassin: its communes, and the EPCI of the ERBM.
rangs as (

    select
        chiffres.niveau,
        chiffres.code_territoire,
        chiffres.indicateur,
        chiffres.millesime,
        rank() over (
            partition by chiffres.niveau, chiffres.indicateur, chiffres.millesime
            -- Sums that only differ by the order in which they were added up are equal.
            order by round(chiffres.valeur, 6) desc
        ) as rang_bassin,
        count(*) over (partition by chiffres.niveau, chiffres.indicateur, chiffres.millesime)
            as nombre_classes
    from chiffres
    inner join rattachements
        on
            chiffres.niveau = rattachements.niveau
            and chiffres.code_territoire = rattachements.code_territoire
    where
        chiffres.valeur is not null
        and (
            (chiffres.niveau = 'commune' and rattachements.dans_bassin_minier)
            or (chiffres.niveau = 'epci' and rattachements.dans_epci8)
        )

),

-- Territories of fewer than 2 000 inhabitants at the census nearest to each vintage.
petits as (

    select
        populations.niveau,
        populations.code_territoire,
        annees.millesime
    from populations
    cross join (select distinct millesime from millesimes) as annees
    where populations.population_municipale is not null
    group by populations.niveau, populations.code_territoire, annees.millesime
    having
        arg_min(
            populations.population_municipale,
            abs(populations.millesime - annees.millesime) * 2
            + cast(populations.millesime > annees.millesime as integer)
        ) < 2000

),

-- France is the whole of it, or the widest part that the producer publishes.
reperes as (

    select
        case when niveau = 'perimetre' then code_territoire else niveau end as reference,
        case when niveau = 'france' then 'FR' else code_territoire end as code_reference,
        code_territoire,
        indicateur,
        millesime,
        valeur,
        statut,
        nature
    from chiffres
    where
        niveau in ('epci', 'departement', 'region', 'france')
        or (niveau = 'perimetre' and code_territoire in ('bassin_minier', 'region_hors_bassin'))
    qualify row_number() over (
            partition by reference, code_reference, indicateur, millesime
            order by valeur is not null desc, array_position(['FR', 'FRHM', 'FM'], code_territoire)
        ) = 1

)

select
    evolutions.niveau,
    evolutions.code_territoire,
    evolutions.nom_territoire,
    evolutions.theme,
    evolutions.indicateur,
    evolutions.rang_portrait,
    evolutions.libelle,
    evolutions.unite,
    evolutions.genre,
    evolutions.millesime,
    evolutions.valeur,
    evolutions.statut,
    evolutions.couverture,
    evolutions.millesime_reference,
    evolutions.valeur_reference,
    evolutions.valeur_reference_statut,
    evolutions.evolution,
    {{ unite_de_l_evolution() }} as evolution_unite,
    struct_extract(evolutions.verdict, 'statut') as evolution_statut,
    struct_extract(evolutions.verdict, 'motif') as evolution_motif,
    cast(rangs.rang_bassin as integer) as rang_bassin,
    cast(rangs.nombre_classes as integer) as nombre_classes,
    rattachements.code_epci,
    rattachements.code_departement,
    rattachements.code_region,
    france.code_territoire as code_france,
    {% for reference in references -%}
        {{ ecart_a_la_reference(reference) }},
    {% endfor -%}
    case
        when petits.niveau is not null and evolutions.est_complementaire
            then 'Moins de 2 000 habitants et un sondage (exploitation complémentaire) : chiffre peu sûr.'
        when petits.niveau is not null
            then 'Moins de 2 000 habitants : de petits nombres, à lire avec prudence.'
        when evolutions.est_complementaire
            then 'Un sondage (exploitation complémentaire) : les petits écarts ne se commentent pas.'
    end as prudence,
    {{ nature_du_portrait(references) }} as nature,
    evolutions.source,
    evolutions.edition,
    evolutions.geographie_source,
    evolutions.geographie
from evolutions
inner join rattachements
    on
        evolutions.niveau = rattachements.niveau
        and evolutions.code_territoire = rattachements.code_territoire
left join rangs
    on
        evolutions.niveau = rangs.niveau
        and evolutions.code_territoire = rangs.code_territoire
        and evolutions.indicateur = rangs.indicateur
        and evolutions.millesime = rangs.millesime
left join petits
    on
        evolutions.niveau = petits.niveau
        and evolutions.code_territoire = petits.code_territoire
        and evolutions.millesime = petits.millesime
{% for reference in references -%}
    left join reperes as {{ reference }}
        on
            rattachements.code_{{ reference }} = {{ reference }}.code_reference
            and evolutions.indicateur = {{ reference }}.indicateur
            and evolutions.millesime = {{ reference }}.millesime
            and {{ reference }}.reference = '{{ reference }}'
{% endfor -%}
