{#- What the mining dwellings are counted by: name of the count, and which lines it is over. -#}
{% macro comptes_parc() -%}
    {%- set occupe = "occupation <> 'vacant'" -%}
    {%- set entre = occupe ~ " and annee_entree = millesime" -%}
    {%- set reste = occupe ~ " and annee_entree < millesime" -%}
    {%- set jeune = " and tranche_age in ('moins_30', '30_44')" -%}
    {%- set modeste = " and ressources in ('moins_20', '20_60')" -%}
    {{ return({
        'logements': 'true',
        'ayants_droit': "occupation = 'ayant_droit'",
        'locataires': "occupation = 'locataire'",
        'vacants': "occupation = 'vacant'",
        'rehabilites': "rehabilitation = 'faite'",
        'rehabilitation_programmee': "rehabilitation = 'programmee'",
        'sans_rehabilitation': "rehabilitation = 'aucune'",
        'dpe_connu': "dpe <> 'inconnu'",
        'dpe_efg': "dpe in ('E', 'F', 'G')",
        'menages': occupe,
        'menages_65_plus': occupe ~ " and tranche_age in ('65_74', '75_plus')",
        'entrants': entre,
        'entrants_moins_45': entre ~ jeune,
        'entrants_modestes': entre ~ modeste,
        'presents': reste,
        'presents_moins_45': reste ~ jeune,
        'presents_modestes': reste ~ modeste
    }) }}
{%- endmacro %}

{% macro rapports_parc() -%}
    {{ return({
        'part_vacants_pct': ['vacants', 'logements'],
        'part_ayants_droit_pct': ['ayants_droit', 'logements'],
        'part_rehabilites_pct': ['rehabilites', 'logements'],
        'part_dpe_efg_pct': ['dpe_efg', 'dpe_connu'],
        'part_menages_65_plus_pct': ['menages_65_plus', 'menages'],
        'rotation_pct': ['entrants', 'logements'],
        'part_entrants_moins_45_pct': ['entrants_moins_45', 'entrants'],
        'part_presents_moins_45_pct': ['presents_moins_45', 'presents'],
        'part_entrants_modestes_pct': ['entrants_modestes', 'entrants'],
        'part_presents_modestes_pct': ['presents_modestes', 'presents']
    }) }}
{%- endmacro %}
