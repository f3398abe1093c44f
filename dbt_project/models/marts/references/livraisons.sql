-- Excerpts of refused files are never here: they quote the lines of a delivery. A reason quotes no value of a
-- file under agreement.
with en_place as (

    select distinct livraison
    from {{ source('meta', 'cases') }}

),

chargees as (

    select
        livraisons.livraison,
        livraisons.jeu,
        livraisons.producteur,
        livraisons.fichier,
        livraisons.edition,
        livraisons.diffusion,
        cast(livraisons.charge_le as date) as recue_le,
        case
            when livraisons.purgee_le is not null then 'purgee'
            when livraisons.retiree_le is not null then 'retiree'
            when en_place.livraison is null then 'remplacee'
            else 'en_place'
        end as etat,
        coalesce(livraisons.millesimes, []) as millesimes,
        livraisons.lignes,
        coalesce(livraisons.colonnes_ignorees, []) as colonnes_ignorees,
        coalesce(livraisons.feuilles_ignorees, []) as feuilles_ignorees,
        cast([] as varchar[]) as motifs,
        livraisons.nature
    from {{ source('meta', 'livraisons') }} as livraisons
    left join en_place
        on livraisons.livraison = en_place.livraison

),

-- A file that is still in its folder is refused again at each build: it is told once.
derniers_refus as (

    select *
    from {{ source('meta', 'refus') }}
    qualify row_number() over (
            partition by fichier, sha256, jeu
            order by refuse_le desc
        ) = 1

),

refusees as (

    select
        'refus ' || left(md5(concat_ws('/', refus.fichier, refus.sha256, refus.jeu)), 12) as livraison,
        refus.jeu,
        contrats.producteur,
        refus.fichier,
        refus.edition,
        contrats.diffusion,
        cast(refus.refuse_le as date) as recue_le,
        'refusee' as etat,
        cast([] as integer[]) as millesimes,
        null as lignes,
        cast([] as varchar[]) as colonnes_ignorees,
        cast([] as varchar[]) as feuilles_ignorees,
        refus.motifs,
        null as nature
    from derniers_refus as refus
    left join {{ source('meta', 'contrats') }} as contrats
        on refus.jeu = contrats.jeu

)

select * from chargees
union all by name
select * from refusees
