-- Published figures of the territories of the geography of analysis, found by their footprint, be it that of
-- a territory of another level (a perimeter that is an EPCI has its figures).
with territoires as (

    select
        niveau,
        code_territoire,
        md5(array_to_string(list_sort(list(code_commune)), ',')) as empreinte
    from {{ ref('int_territoires__mailles') }}
    group by niveau, code_territoire

)

select
    territoires.niveau,
    territoires.code_territoire,
    publications.millesime,
    {% for figure in figures_filosofi() + figures_deciles() -%}
        publications.{{ figure }},
        publications.{{ figure }}_statut,
    {% endfor -%}
    publications.edition,
    publications.geographie_source,
    publications.nature
from {{ ref('int_pauvrete__publications') }} as publications
inner join territoires
    on publications.empreinte = territoires.empreinte
where
    territoires.niveau <> 'commune'
    or publications.niveau = 'commune'
qualify row_number() over (
        partition by territoires.niveau, territoires.code_territoire, publications.millesime
        order by
            publications.niveau = territoires.niveau desc,
            -- Rates are given to a tenth above the commune.
            publications.niveau = 'commune',
            publications.code_territoire = territoires.code_territoire desc,
            publications.niveau,
            publications.code_territoire
    ) = 1
