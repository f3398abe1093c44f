-- Kinds and weights leave no way to average rates or to add medians: only a ratio has a weight, or its two
-- terms, and a distribution has neither.
with effectifs as (

    select
        mart,
        indicateur
    from {{ ref('dictionnaire') }}
    where genre = 'effectif'

)

select
    mart,
    indicateur,
    genre,
    numerateur,
    denominateur,
    poids
from {{ ref('dictionnaire') }}
where
    genre is null
    or genre not in ('effectif', 'ratio', 'indice', 'distribution')
    or (genre in ('effectif', 'distribution') and coalesce(numerateur, denominateur, poids) is not null)
    or (genre = 'indice' and (numerateur is null or denominateur is null or poids is not null))
    or ((numerateur is null) <> (denominateur is null))
    or (poids is not null and numerateur is not null)
    -- A share without weight nor terms is published or absent: nothing partial may stand for it.
    or (genre = 'ratio' and coalesce(poids, numerateur) is null and couverture_minimale <> 1)
    or (
        poids is not null
        and (mart, poids) not in (select (mart, indicateur) from effectifs)
    )
