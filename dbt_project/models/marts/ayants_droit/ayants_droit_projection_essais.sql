with essais as (

    -- An empty data frame has no types.
    select
        split_part(cast(territoire as varchar), '|', 1) as niveau,
        cast(mesure as varchar) as mesure,
        cast(millesime as integer) as millesime,
        cast(annee as integer) as annee,
        attendu,
        borne_basse,
        borne_haute,
        observe,
        annees_observees
    from {{ ref('int_ayants_droit__essais') }}
    where attendu is not null

),

regles as (

    select
        seuil_personnes,
        seuil_logements
    from {{ ref('int_conventions__regles') }}
    where jeu = 'angdm_ayants_droit'

),

stocks as (

    select {{ nature_la_plus_faible('nature') }} as nature
    from {{ ref('int_ayants_droit__stocks') }}

),

comptes as (

    select
        niveau,
        mesure,
        millesime,
        annee,
        count(*) as territoires,
        sum(observe) as observe,
        sum(attendu) as attendu,
        sum(abs(attendu - observe)) as ecarts,
        any_value(annees_observees) as annees_observees,
        avg(cast(observe between borne_basse and borne_haute as integer)) as couverture
    from essais
    group by niveau, mesure, millesime, annee

),

juges as (

    select
        comptes.*,
        case
            when comptes.observe = 0 then 'non_applicable'
            when
                comptes.observe
                < case
                    when comptes.mesure = 'personnes' then regles.seuil_personnes
                    else regles.seuil_logements
                end
                then 'interne'
            else 'estime'
        end as statut
    from comptes
    cross join regles

)

select
    juges.niveau,
    juges.mesure,
    juges.millesime,
    juges.annee,
    cast(juges.annee - juges.millesime as integer) as duree_annees,
    cast(juges.annees_observees as integer) as annees_observees,
    cast(juges.territoires as integer) as territoires,
    case
        when juges.observe > 0
            then cast(100 * (juges.attendu - juges.observe) / juges.observe as double)
    end as erreur_pct,
    juges.statut as erreur_pct_statut,
    case
        when juges.observe > 0
            then cast(100 * juges.ecarts / juges.observe as double)
    end as erreur_absolue_pct,
    juges.statut as erreur_absolue_pct_statut,
    cast(100 * juges.couverture as double) as couverture_pct,
    case when juges.statut = 'interne' then 'interne' else 'estime' end as couverture_pct_statut,
    stocks.nature,
    'ANGDM (convention), essai de la projection sur les listes passées' as source
from juges
cross join stocks
