-- What leaves with the right-holders between two lists: persons net of reversion, dwellings, observed euros.
-- Pensions are those of their scheme, under its own agreement, or nothing: no national mean times heads.
{% set stocks = {
    'personnes': ['ayants_droit', 'personnes'],
    'logements_en_nature': ['ayants_droit', 'logements_en_nature'],
    'prestations_eur': ['prestations', 'montant_annuel_eur'],
    'pensions_eur': ['pensions', 'montant_annuel_eur']
} %}
with ayants_droit as (

    select *
    from {{ ref('ayants_droit') }}
    where niveau <> 'cite'

),

regles as (

    select
        max(seuil_personnes) filter (where jeu = 'rdm_pensions') as seuil_pensionnes,
        max(seuil_personnes) filter (where jeu = 'angdm_ayants_droit') as seuil_personnes,
        max(seuil_logements) filter (where jeu = 'angdm_logements') as seuil_logements
    from {{ ref('int_conventions__regles') }}

),

-- Euros add up over benefits; persons do not. A benefit that may not leave keeps the sum inside.
prestations as (

    select
        niveau,
        code_territoire,
        millesime,
        {{ compte('montant_annuel_eur') }} as montant_annuel_eur,
        case
            when count(*) > count(montant_annuel_eur) then 'non_publie'
            when bool_or(montant_annuel_eur_statut = 'interne') then 'interne'
            when bool_or(montant_annuel_eur_statut = 'estime') then 'estime'
            else 'disponible'
        end as montant_annuel_eur_statut
    from {{ ref('ayants_droit_prestations') }}
    group by niveau, code_territoire, millesime

),

pensions as (

    select
        pensions.* exclude (montant_annuel_eur_statut),
        {{ statut_interne(
            'pensions.montant_annuel_eur_statut', 'pensions.pensionnes', 'regles.seuil_pensionnes'
        ) }} as montant_annuel_eur_statut
    from {{ ref('int_ayants_droit__pensions') }} as pensions
    cross join regles

),

annees_de_pensions as (

    select distinct millesime
    from pensions

),

revenus as (

    select
        ayants_droit.niveau,
        ayants_droit.code_territoire,
        ayants_droit.millesime,
        arg_min(revenus.revenu_fiscal_keur, abs(revenus.millesime - ayants_droit.millesime))
            as revenu_fiscal_keur,
        arg_min(revenus.millesime, abs(revenus.millesime - ayants_droit.millesime)) as revenu_fiscal_millesime
    from ayants_droit
    inner join {{ ref('int_ayants_droit__revenus_fiscaux') }} as revenus
        on
            ayants_droit.niveau = revenus.niveau
            and ayants_droit.code_territoire = revenus.code_territoire
    where revenus.revenu_fiscal_keur is not null
    group by ayants_droit.niveau, ayants_droit.code_territoire, ayants_droit.millesime

),

reunies as (

    select
        ayants_droit.niveau,
        ayants_droit.code_territoire,
        ayants_droit.nom_territoire,
        ayants_droit.millesime,
        ayants_droit.personnes,
        ayants_droit.personnes_statut,
        ayants_droit.logements_en_nature,
        ayants_droit.logements_en_nature_statut,
        prestations.montant_annuel_eur as prestations_eur,
        coalesce(prestations.montant_annuel_eur_statut, 'non_charge') as prestations_eur_statut,
        pensions.montant_annuel_eur as pensions_eur,
        case
            when annees_de_pensions.millesime is null then 'non_applicable'
            else coalesce(pensions.montant_annuel_eur_statut, 'non_publie')
        end as pensions_eur_statut,
        revenus.revenu_fiscal_keur,
        case when revenus.revenu_fiscal_keur is null then 'non_charge' else 'disponible' end
            as revenu_fiscal_keur_statut,
        revenus.revenu_fiscal_millesime,
        ayants_droit.densite_pour_1000_habitants / 10 as poids_population_pct,
        ayants_droit.densite_pour_1000_habitants_statut as poids_population_pct_statut,
        ayants_droit.nature
    from ayants_droit
    left join prestations
        on
            ayants_droit.niveau = prestations.niveau
            and ayants_droit.code_territoire = prestations.code_territoire
            and ayants_droit.millesime = prestations.millesime
    left join pensions
        on
            ayants_droit.niveau = pensions.niveau
            and ayants_droit.code_territoire = pensions.code_territoire
            and ayants_droit.millesime = pensions.millesime
    left join annees_de_pensions
        on ayants_droit.millesime = annees_de_pensions.millesime
    left join revenus
        on
            ayants_droit.niveau = revenus.niveau
            and ayants_droit.code_territoire = revenus.code_territoire
            and ayants_droit.millesime = revenus.millesime

),

datees as (

    select
        {% for stock in stocks -%}
            lag({{ stock }}) over anciennes as {{ stock }}_avant,
            lag({{ stock }}_statut) over anciennes as {{ stock }}_avant_statut,
        {% endfor -%}
        lag(millesime) over anciennes as millesime_precedent,
        *
    from reunies
    window anciennes as (partition by niveau, code_territoire order by millesime)

),

jugees as (

    select
        *,
        {% for stock in stocks -%}
            case
                when not {{ est_admis(stock ~ '_statut') }} then {{ stock }}_statut
                when millesime_precedent is null then 'non_applicable'
                when not {{ est_admis(stock ~ '_avant_statut') }} then {{ stock }}_avant_statut
                when 'interne' in ({{ stock }}_statut, {{ stock }}_avant_statut) then 'interne'
                else {{ statut_le_plus_faible([stock ~ '_statut', stock ~ '_avant_statut']) }}
            end as perte_{{ stock }}_statut,
        {% endfor -%}
        {{ statut_ratio('prestations_eur', 'revenu_fiscal_keur') }} as poids_prestations_revenu_pct_statut
    from datees

),

-- What two lists differ by may be one household, whatever the lists count.
tues as (

    select
        jugees.* replace (
            {{ statut_interne(
                'jugees.perte_personnes_statut', 'abs(jugees.personnes_avant - jugees.personnes)',
                'regles.seuil_personnes'
            ) }} as perte_personnes_statut,
            {{ statut_interne(
                'jugees.perte_logements_en_nature_statut',
                'abs(jugees.logements_en_nature_avant - jugees.logements_en_nature)', 'regles.seuil_logements'
            ) }} as perte_logements_en_nature_statut
        )
    from jugees
    cross join regles

)

select
    niveau,
    code_territoire,
    nom_territoire,
    millesime,
    millesime_precedent,
    {% for stock in stocks -%}
        cast({{ stock }} as double) as {{ stock }},
        {{ stock }}_statut,
        {{ si_admis('perte_' ~ stock ~ '_statut', 'cast(' ~ stock ~ '_avant - ' ~ stock ~ ' as double)') }}
            as perte_{{ stock }},
        perte_{{ stock }}_statut,
    {% endfor -%}
    poids_population_pct,
    poids_population_pct_statut,
    {{ si_admis(
        'poids_prestations_revenu_pct_statut',
        'cast(100 * prestations_eur as double) / (1000 * cast(revenu_fiscal_keur as double))'
    ) }} as poids_prestations_revenu_pct,
    poids_prestations_revenu_pct_statut,
    revenu_fiscal_millesime,
    nature,
    'ANGDM' as source
from tues
