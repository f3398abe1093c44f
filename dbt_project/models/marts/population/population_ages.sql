-- Ages by sex, long: what a pyramid is drawn from.
with tranches as (

    select
        sexes.sexe,
        tranches.tranche_age,
        tranches.rang_tranche,
        concat(sexes.prefixe, '_', tranches.tranche_age) as mesure,
        sexes.total
    from (
        values
        ('ensemble', 'population', 'population'),
        ('hommes', 'hommes', 'hommes'),
        ('femmes', 'femmes', 'femmes')
    ) as sexes (sexe, prefixe, total)
    cross join (
        values
        ('0_14', 1), ('15_29', 2), ('30_44', 3), ('45_59', 4), ('60_74', 5), ('75_89', 6), ('90_plus', 7)
    ) as tranches (tranche_age, rang_tranche)

),

chiffres as (

    select *
    from {{ ref('int_recensement__territoires') }}
    where periode = 'recensement'

)

select
    chiffres.niveau,
    chiffres.code_territoire,
    territoires.nom_territoire,
    chiffres.millesime,
    tranches.sexe,
    tranches.tranche_age,
    tranches.rang_tranche,
    chiffres.valeur as effectif,
    chiffres.valeur_statut as effectif_statut,
    {{ rapport_de_sommes('chiffres.valeur', 'totaux.valeur', 100) }} as part_pct,
    {{ statut_rapport('chiffres.valeur', 'totaux.valeur') }} as part_pct_statut,
    chiffres.valeur_couverture as couverture,
    provenances.nature,
    'INSEE, recensement, évolution et structure de la population' as source,
    provenances.edition,
    cast(provenances.geographie_source as integer) as geographie_source,
    provenances.geographie
from chiffres
inner join tranches
    on chiffres.mesure = tranches.mesure
inner join chiffres as totaux
    on
        tranches.total = totaux.mesure
        and chiffres.niveau = totaux.niveau
        and chiffres.code_territoire = totaux.code_territoire
        and chiffres.millesime = totaux.millesime
inner join {{ ref('int_recensement__provenances') }} as provenances
    on
        chiffres.niveau = provenances.niveau
        and chiffres.code_territoire = provenances.code_territoire
        and chiffres.millesime = provenances.millesime
        and chiffres.periode = provenances.periode
inner join {{ ref('territoires') }} as territoires
    on
        chiffres.niveau = territoires.niveau
        and chiffres.code_territoire = territoires.code_territoire
where territoires.actif
