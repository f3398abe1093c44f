-- Pairs of dates of one series that a hard break separates, in both orders, with the reasons; the breaks are
-- those of the seed.
with ruptures as (

    select *
    from {{ ref('ruptures_de_serie') }}
    where
        theme = 'emploi'
        and serie is not null
        and not comparable

),

points as (

    {% for modele in ['int_emploi__totaux', 'int_emploi__secteurs'] -%}
        select
            source,
            date_reference,
            coalesce(publication, '') as publication,
            {{ dernier_jour('publication') }} as date_publication
        from {{ ref(modele) }}
        group by all
        {% if not loop.last %}union{% endif %}
    {% endfor %}

),

paires as (

    select
        debuts.source,
        debuts.date_reference as date_debut,
        debuts.publication as publication_debut,
        fins.date_reference as date_fin,
        fins.publication as publication_fin,
        least(debuts.date_publication, fins.date_publication) as publication_du,
        greatest(debuts.date_publication, fins.date_publication) as publication_au
    from points as debuts
    inner join points as fins
        on
            debuts.source = fins.source
            and debuts.date_reference <> fins.date_reference

)

select
    paires.source,
    paires.date_debut,
    paires.publication_debut,
    paires.date_fin,
    paires.publication_fin,
    'Refusé : '
    || string_agg(ruptures.ce_qui_change, ' ' order by ruptures.date_rupture, ruptures.ce_qui_change) as motif
from paires
inner join ruptures
    on
        paires.source = ruptures.serie
        and case ruptures.axe
            when 'publication'
                then
                    paires.publication_du < ruptures.date_rupture
                    and paires.publication_au >= ruptures.date_rupture
            else
                least(paires.date_debut, paires.date_fin) < ruptures.date_rupture
                and greatest(paires.date_debut, paires.date_fin) >= ruptures.date_rupture
        end
group by all
