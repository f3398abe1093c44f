-- Births and deaths are two editions of the data set: the best of each, never one for the other.
with lignes as (

    {{ lire_brut('insee_etat_civil', ['code_commune', "split_part(_edition, '_', 1)"]) }}

),

-- Municipal arrondissements are listed beside the commune they make: never both.
communes as (

    select *
    from lignes
    where code_commune = {{ commune_de_rattachement('code_commune') }}

),

naissances as (

    select
        *,
        {{ nombre('naissances') }} as valeur,
        {{ statut_nombre('naissances') }} as statut
    from communes
    where split_part(edition, '_', 1) = 'naissances'

),

deces as (

    select
        *,
        {{ nombre('deces') }} as valeur,
        {{ statut_nombre('deces') }} as statut
    from communes
    where split_part(edition, '_', 1) = 'deces'

)

select
    code_commune,
    millesime,
    geographie,
    cast(naissances.valeur as bigint) as naissances,
    coalesce(naissances.statut, 'non_charge') as naissances_statut,
    cast(deces.valeur as bigint) as deces,
    coalesce(deces.statut, 'non_charge') as deces_statut,
    coalesce(naissances.edition, deces.edition) as edition,
    greatest(naissances.rang_edition, deces.rang_edition) as rang_edition,
    case
        when 'simule' in (naissances.nature, deces.nature) then 'simule'
        else coalesce(naissances.nature, deces.nature)
    end as nature,
    coalesce(naissances.livraison, deces.livraison) as livraison,
    coalesce(naissances.feuille, deces.feuille) as feuille,
    coalesce(naissances.ligne, deces.ligne) as ligne,
    deces.livraison as deces_livraison,
    deces.ligne as deces_ligne
from naissances
full outer join deces using (code_commune, millesime, geographie)
