-- The file that the communes of each source, vintage and nomenclature come from: a whole one, never two put
-- together.
with livrees as (

    select
        source,
        nomenclature,
        millesime,
        jeu,
        rang_jeu,
        publication,
        geographie,
        bool_or(effectif is not null) as effectif_connu,
        bool_or(etablissements is not null) as etablissements_connus,
        case when count(distinct edition) > 1 then 'plusieurs' else min(edition) end as edition,
        {{ nature_la_plus_faible('nature') }} as nature
    from {{ ref('int_emploi__lignes') }}
    group by all

),

geographies as (

    select distinct
        passages.geographie_origine,
        passages.geographie_destination
    from {{ ref('int_territoires__passages') }} as passages
    inner join {{ ref('int_territoires__geographies') }} as geographies
        on passages.geographie_destination = geographies.geographie
    where geographies.est_analyse

),

-- The latest publication that has a vintage supplies it: a series is of one publication as far as it goes.
retenues as (

    select
        livrees.*,
        geographies.geographie_destination
    from livrees
    -- What comes from a year that no passage leaves is listed in marts.rejets.
    inner join geographies
        on livrees.geographie = geographies.geographie_origine
    qualify row_number() over (
            partition by livrees.source, livrees.nomenclature, livrees.millesime
            order by livrees.publication desc nulls last, livrees.rang_jeu, livrees.geographie desc
        ) = 1

)

select
    source,
    nomenclature,
    millesime,
    jeu,
    publication,
    effectif_connu,
    etablissements_connus,
    -- The total comes from the column that gives it, else from the finest sectors.
    row_number() over (
        partition by source, millesime
        order by nomenclature = 'ensemble' desc, try_cast(substr(nomenclature, 2) as integer) desc
    ) = 1 as donne_le_total,
    edition,
    nature,
    geographie as geographie_source,
    geographie_destination as geographie
from retenues
