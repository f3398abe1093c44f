{#- Key indicators: those whose meta has `portrait`, their rank in it. `regle` is the theme of marts.comparaisons that
    judges their pairs of vintages: the census has one; elsewhere only the breaks of the series forbid a pair. -#}
{% macro indicateurs_du_portrait() -%}
    {%- set regles = {'population': 'recensement', 'migrations': 'recensement'} -%}
    {%- set cles = [] -%}
    {%- for indicateur in indicateurs_du_graphe() if execute and indicateur.meta.portrait -%}
        {%- do cles.append(indicateur) -%}
    {%- endfor -%}
    {%- for cle in cles %}
    select
        '{{ cle.mart }}' as mart,
        '{{ cle.nom }}' as indicateur,
        {{ cle.meta.portrait }} as rang_portrait,
        {{ 'true' if cle.meta.exploitation == 'complementaire' else 'false' }} as est_complementaire,
        {{ texte_sql(regles.get(cle.theme)) }} as regle
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        cast(null as varchar) as mart,
        cast(null as varchar) as indicateur,
        cast(null as integer) as rang_portrait,
        false as est_complementaire,
        cast(null as varchar) as regle
    where false
    {%- endfor %}
{%- endmacro %}

{#- Every pair of vintages of each indicator, judged: by the table of comparisons for the census, by the breaks of the
    series for all. The population is spared the breaks: its rate is taken from its own mart, which keeps to the
    communes known at both dates.

    millesimes  theme, indicateur, regle, millesime
    Returns indicateur, millesime, millesime_reference, duree_annees, admissible, motif. -#}
{% macro paires_du_portrait(millesimes) -%}
    select
        fins.indicateur,
        fins.millesime,
        debuts.millesime as millesime_reference,
        max(comparaisons.duree_annees) as duree_annees,
        -- A pair of the census that no rule covers is no pair.
        coalesce(bool_and(comparaisons.admissible), bool_and(fins.regle is null))
        and coalesce(bool_and(ruptures.comparable), true) as admissible,
        nullif(concat_ws(
            ' ',
            max(comparaisons.motif),
            string_agg(distinct ruptures.ce_qui_change, ' ' order by ruptures.ce_qui_change)
        ), '') as motif
    from {{ millesimes }} as fins
    inner join {{ millesimes }} as debuts
        on
            fins.indicateur = debuts.indicateur
            and fins.millesime > debuts.millesime
    left join {{ ref('comparaisons') }} as comparaisons
        on
            fins.regle = comparaisons.theme
            and debuts.millesime = comparaisons.millesime_debut
            and fins.millesime = comparaisons.millesime_fin
    left join {{ ref('ruptures') }} as ruptures
        on
            nullif(fins.indicateur, 'population_municipale') = ruptures.indicateur
            and coalesce(fins.regle, fins.theme) = ruptures.theme
            and debuts.millesime < ruptures.millesime
            and fins.millesime >= ruptures.millesime
    group by fins.indicateur, fins.millesime, debuts.millesime
{%- endmacro %}

{#- For each territory, its references and which of them hold all its communes: an EPCI astride two départements is in
    neither. The Bassin, its complement and France are references of all, whether they hold the territory or not.

    Returns niveau, code_territoire, then code_<reference> (none: no such reference) and dans_<reference>. -#}
{% macro rattachements_du_portrait() -%}
    with contenants as (

        select
            parties.niveau,
            parties.code_territoire,
            case when touts.niveau = 'perimetre' then touts.code_territoire else touts.niveau end as reference,
            touts.code_territoire as code_reference
        from (
            select *, count(*) over (partition by niveau, code_territoire) as nombre_communes
            from {{ ref('int_territoires__mailles') }}
        ) as parties
        inner join {{ ref('int_territoires__mailles') }} as touts
            on parties.code_commune = touts.code_commune
        where
            touts.niveau in ('epci', 'departement', 'region')
            or (
                touts.niveau = 'perimetre'
                and touts.code_territoire in ('bassin_minier', 'region_hors_bassin', 'epci8')
            )
        group by parties.niveau, parties.code_territoire, touts.niveau, touts.code_territoire
        having count(*) = max(parties.nombre_communes)

    )

    select
        territoires.niveau,
        territoires.code_territoire,
        max(code_reference) filter (where reference = 'epci') as code_epci,
        max(code_reference) filter (where reference = 'departement') as code_departement,
        max(code_reference) filter (where reference = 'region') as code_region,
        'bassin_minier' as code_bassin_minier,
        'region_hors_bassin' as code_region_hors_bassin,
        'FR' as code_france,
        {% for reference in ['epci', 'departement', 'region', 'bassin_minier', 'region_hors_bassin', 'epci8'] -%}
        coalesce(bool_or(reference = '{{ reference }}'), false) as dans_{{ reference }},
        {% endfor -%}
        true as dans_france
    from {{ ref('territoires') }} as territoires
    left join contenants
        on
            territoires.niveau = contenants.niveau
            and territoires.code_territoire = contenants.code_territoire
    where territoires.actif
    group by territoires.niveau, territoires.code_territoire
{%- endmacro %}

{#- Value, status and gap of one reference. A gap is a difference in the unit of the indicator; between two counts it
    would only say that a commune is smaller than its région: a count has its share of a reference that holds it.
    A rate published at a floor or a ceiling is no exact value: it has no gap. -#}
{% macro ecart_a_la_reference(reference) -%}
    {{ reference }}.valeur as valeur_{{ reference }},
    coalesce(
        {{ reference }}.statut,
        case when rattachements.code_{{ reference }} is null then 'non_applicable' else 'non_charge' end
    ) as valeur_{{ reference }}_statut,
    case
        when evolutions.genre <> 'effectif' and 'borne' not in (evolutions.statut, {{ reference }}.statut)
            then evolutions.valeur - {{ reference }}.valeur
    end as ecart_{{ reference }},
    case
        when evolutions.genre = 'effectif' and rattachements.dans_{{ reference }}
            then 100 * evolutions.valeur / nullif({{ reference }}.valeur, 0)
    end as part_{{ reference }}_pct
{%- endmacro %}

{#- May the change of a figure be told, and if not why: {statut, motif}. -#}
{% macro verdict_de_l_evolution() -%}
    case
        when valeur is null
            then { 'statut': statut, 'motif': 'Le chiffre manque.' }
        when {{ est_deja_une_evolution() }}
            then { 'statut': 'non_applicable', 'motif': 'Le chiffre est déjà une évolution.' }
        when taux_annuel_moyen_pct_statut = 'non_applicable' and statut_refus = 'non_charge'
            then {
                'statut': 'non_applicable',
                'motif': 'Aucun recensement antérieur ne se compare, ou la population y était nulle.'
            }
        when millesime_reference is null
            then { 'statut': coalesce(taux_annuel_moyen_pct_statut, statut_refus), 'motif': motif_refus }
        when indicateur = 'population_municipale'
            then { 'statut': taux_annuel_moyen_pct_statut, 'motif': motif }
        when valeur_reference is null
            then {
                'statut': coalesce(valeur_reference_statut, 'non_publie'),
                'motif': format('Le chiffre manque au millésime {}.', millesime_reference)
            }
        when 'borne' in (statut, valeur_reference_statut)
            then { 'statut': 'non_applicable', 'motif': 'Un taux publié à sa borne n’est pas une valeur exacte.' }
        when genre = 'effectif' and 'partiel' in (statut, valeur_reference_statut)
            then {
                'statut': 'non_applicable',
                'motif': 'Total partiel à l’une des dates : ce ne sont pas les mêmes communes.'
            }
        when est_une_quantite and valeur_reference <= 0
            then { 'statut': 'non_applicable', 'motif': 'Aucun pourcentage ne part de zéro.' }
        {% for statut in ['partiel', 'estime', 'arrondi'] -%}
        when '{{ statut }}' in (statut, valeur_reference_statut)
            then { 'statut': '{{ statut }}', 'motif': motif }
        {% endfor -%}
        else { 'statut': 'disponible', 'motif': motif }
    end
{%- endmacro %}

{% macro est_deja_une_evolution() -%}
    starts_with(unite, '% par an')
{%- endmacro %}

{#- Counts and euros change by a percentage, a year between two censuses; a rate in % changes by points; what else has
    a unit changes by it. -#}
{% macro unite_de_l_evolution() -%}
    case
        when {{ est_deja_une_evolution() }} then null
        when est_une_quantite and regle is not null then '% par an'
        when est_une_quantite then '%'
        when unite = '%' then 'points'
        else unite
    end
{%- endmacro %}

{#- Weakest nature of the figure, of its start and of its references. -#}
{% macro nature_du_portrait(references) -%}
    {%- set natures = ['evolutions.nature', 'evolutions.nature_reference'] -%}
    {%- for reference in references -%}
        {%- do natures.append(reference ~ '.nature') -%}
    {%- endfor -%}
    case
        {% for nature in ['simule', 'mixte', 'tiers', 'observe'] -%}
        when '{{ nature }}' in ({{ natures | join(', ') }}) then '{{ nature }}'
        {% endfor -%}
    end
{%- endmacro %}
