with lignes as (

    {{ lire_brut('insee_populations_reference', [
        'code_commune', "case when _niveau <> 'commune' then code_departement end",
        "case when _niveau <> 'commune' then code_region end"
    ]) }}

),

-- Figures known to be wrong in an edition are left out; the seed says why.
ecartees as (

    select
        edition,
        millesime,
        code_commune
    from {{ ref('valeurs_ecartees') }}
    where jeu = 'insee_populations_reference'

),

cellules as (

    select
        niveau,
        case niveau
            when 'commune' then {{ commune_de_rattachement('code_commune') }}
            when 'departement' then code_departement
            when 'region' then code_region
        end as code_territoire,
        nom_commune,
        code_commune,
        millesime,
        geographie,
        case when ecartees.code_commune is null then {{ nombre('population_municipale') }} end
            as population_municipale,
        case
            when ecartees.code_commune is not null then 'non_charge'
            else {{ statut_nombre('population_municipale') }}
        end
            as population_municipale_statut,
        {{ nombre('population_totale') }} as population_totale,
        {{ statut_nombre('population_totale') }} as population_totale_statut,
        edition,
        rang_edition,
        nature,
        livraison,
        feuille,
        ligne
    from lignes
    left join ecartees using (edition, millesime, code_commune)

),

-- A commune divided into arrondissements municipaux is the sum of them; a municipal arrondissement
-- delivered beside its own commune (other edition) never adds to it.
retenues as (

    select *
    from cellules
    qualify
        niveau <> 'commune'
        or rank() over (
            partition by niveau, code_territoire, millesime, geographie
            order by rang_edition, edition
        ) = 1

)

select
    niveau,
    code_territoire,
    max(nom_commune) filter (where code_commune = code_territoire) as nom_commune,
    millesime,
    geographie,
    case
        when
            bool_and(population_municipale_statut = 'disponible')
            then cast(sum(population_municipale) as bigint)
    end
        as population_municipale,
    max(population_municipale_statut) as population_municipale_statut,
    case
        when bool_and(population_totale_statut = 'disponible') then cast(sum(population_totale) as bigint)
    end
        as population_totale,
    max(population_totale_statut) as population_totale_statut,
    count(*) as nombre_lignes,
    edition,
    rang_edition,
    {{ nature_la_plus_faible('nature') }} as nature,
    min(livraison) as livraison,
    min(feuille) as feuille,
    min(ligne) as ligne
from retenues
group by niveau, code_territoire, millesime, geographie, edition, rang_edition
