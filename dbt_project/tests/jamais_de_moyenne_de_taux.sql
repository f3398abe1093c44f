-- Where INSEE publishes nothing for a territory, a share without weight has no value, and what belongs to a
-- distribution has only an estimated one.
select
    indicateurs.indicateur,
    indicateurs.niveau,
    indicateurs.code_territoire,
    indicateurs.millesime,
    indicateurs.valeur,
    indicateurs.statut
from {{ ref('indicateurs') }} as indicateurs
inner join {{ ref('dictionnaire') }} as dictionnaire
    on
        indicateurs.indicateur = dictionnaire.indicateur
        and dictionnaire.mart = 'pauvrete'
anti join {{ ref('int_pauvrete__publies') }} as publies
    on
        indicateurs.niveau = publies.niveau
        and indicateurs.code_territoire = publies.code_territoire
        and indicateurs.millesime = publies.millesime
where
    indicateurs.valeur is not null
    and indicateurs.niveau not in ('iris', 'qpv', 'qpv_2024')
    and dictionnaire.genre in ('ratio', 'distribution')
    and coalesce(dictionnaire.poids, dictionnaire.numerateur) is null
    and not (dictionnaire.genre = 'distribution' and indicateurs.statut = 'estime')
