{#- The counts of the census, by data set: the name of each, and the delivered columns that give it — the first sum
    that is there. Written once: staging reads them, and what follows sums and shows them. -#}
{% macro figures_recensement(jeu) -%}
    {{ return({
        'insee_rp_structure': {
            'population': [['p_pop']],
            'population_0_14': [['p_pop0014']],
            'population_15_29': [['p_pop1529']],
            'population_30_44': [['p_pop3044']],
            'population_45_59': [['p_pop4559']],
            'population_60_74': [['p_pop6074']],
            'population_75_89': [['p_pop7589']],
            'population_90_plus': [['p_pop90p']],
            'hommes': [['p_poph']],
            'hommes_0_14': [['p_h0014']],
            'hommes_15_29': [['p_h1529']],
            'hommes_30_44': [['p_h3044']],
            'hommes_45_59': [['p_h4559']],
            'hommes_60_74': [['p_h6074']],
            'hommes_75_89': [['p_h7589']],
            'hommes_90_plus': [['p_h90p']],
            'hommes_0_19': [['p_h0019']],
            'hommes_20_64': [['p_h2064']],
            'hommes_65_plus': [['p_h65p']],
            'femmes': [['p_popf']],
            'femmes_0_14': [['p_f0014']],
            'femmes_15_29': [['p_f1529']],
            'femmes_30_44': [['p_f3044']],
            'femmes_45_59': [['p_f4559']],
            'femmes_60_74': [['p_f6074']],
            'femmes_75_89': [['p_f7589']],
            'femmes_90_plus': [['p_f90p']],
            'femmes_0_19': [['p_f0019']],
            'femmes_20_64': [['p_f2064']],
            'femmes_65_plus': [['p_f65p']],
            'population_15_plus': [['c_pop15p']],
            'agriculteurs': [['c_pop15p_cs1']],
            'artisans_commercants': [['c_pop15p_cs2']],
            'cadres': [['c_pop15p_cs3']],
            'professions_intermediaires': [['c_pop15p_cs4']],
            'employes': [['c_pop15p_cs5']],
            'ouvriers': [['c_pop15p_cs6']],
            'retraites': [['c_pop15p_cs7']],
            'autres_sans_activite': [['c_pop15p_cs8']],
            'population_0_19': [['p_h0019', 'p_f0019']],
            'population_20_64': [['p_h2064', 'p_f2064']],
            'population_65_plus': [['p_h65p', 'p_f65p']],
            'population_75_plus': [['p_pop75p'], ['p_pop7589', 'p_pop90p']]
        },
        'insee_rp_menages': {
            'menages_exploitation_complementaire': [['c_men']],
            'menages_une_personne': [['c_menpseul']],
            'menages_homme_seul': [['c_menhseul']],
            'menages_femme_seule': [['c_menfseul']],
            'menages_autres_sans_famille': [['c_mensfam']],
            'menages_avec_famille': [['c_menfam']],
            'menages_couple_sans_enfant': [['c_mencoupsenf']],
            'menages_couple_avec_enfant': [['c_mencoupaenf']],
            'menages_monoparentaux': [['c_menfammono']],
            'population_menages_exploitation_complementaire': [['c_pmen']],
            'familles': [['c_fam']],
            'familles_monoparentales': [['c_fammono']],
            'population_80_plus': [['p_pop80p']],
            'population_80_plus_seule': [['p_pop80p_pseul']]
        },
        'insee_rp_diplomes': {
            'population_15_17': [['p_pop1517']],
            'population_18_24': [['p_pop1824']],
            'scolarises_15_17': [['p_scol1517']],
            'scolarises_18_24': [['p_scol1824']],
            'non_scolarises_15_plus': [['p_nscol15p']],
            'diplome_brevet': [['p_nscol15p_bepc']],
            'diplome_cap_bep': [['p_nscol15p_capbep']],
            'diplome_baccalaureat': [['p_nscol15p_bac']],
            'diplome_au_plus_brevet': [
                ['p_nscol15p_dipl0', 'p_nscol15p_cep', 'p_nscol15p_bepc'],
                ['p_nscol15p_diplmin', 'p_nscol15p_bepc'],
                ['p_nscol15p_diplmin']
            ],
            'diplome_superieur': [['p_nscol15p_bacp2', 'p_nscol15p_sup'], ['p_nscol15p_sup'], ['p_nscol15p_sup2', 'p_nscol15p_sup34', 'p_nscol15p_sup5']]
        },
        'insee_rp_logement': {
            'logements': [['p_log']],
            'residences_principales': [['p_rp']],
            'residences_secondaires': [['p_rsecocc']],
            'logements_vacants': [['p_logvac']],
            'maisons': [['p_maison']],
            'appartements': [['p_appart']],
            'residences_achevees': [['p_rp_achtot']],
            'residences_avant_1919': [['p_rp_ach19']],
            'residences_1919_1945': [['p_rp_ach45']],
            'menages': [['p_men']],
            'menages_emmenages_moins_2_ans': [['p_men_anem0002']],
            'menages_emmenages_10_ans_plus': [['p_men_anem10p']],
            'population_menages': [['p_pmen']],
            'proprietaires': [['p_rp_prop']],
            'locataires': [['p_rp_loc']],
            'locataires_hlm': [['p_rp_lochlmv']],
            'loges_gratuitement': [['p_rp_grat']],
            'personnes_logees_gratuitement': [['p_nper_rp_grat']],
            'annees_loges_gratuitement': [['p_anem_rp_grat']],
            'menages_avec_voiture': [['p_rp_voit1p']],
            'menages_deux_voitures': [['p_rp_voit2p']],
            'residences_avant_1946': [['p_rp_ach19', 'p_rp_ach45']],
            'menages_sans_voiture': [['p_rp', '-p_rp_voit1p']]
        },
        'insee_rp_emploi': {
            'population_15_64': [['p_pop1564']],
            'actifs_15_64': [['p_act1564']],
            'actifs_occupes_15_64': [['p_actocc1564']],
            'chomeurs_15_64': [['p_chom1564']],
            'actifs_15_24': [['p_act1524']],
            'chomeurs_15_24': [['p_chom1524']],
            'femmes_15_64': [['p_f1564']],
            'femmes_actives_15_64': [['p_fact1564']],
            'femmes_chomeuses_15_64': [['p_fchom1564']],
            'inactifs_15_64': [['p_inact1564']],
            'etudiants_15_64': [['p_etud1564']],
            'retraites_15_64': [['p_retr1564']],
            'autres_inactifs_15_64': [['p_ainact1564']],
            'emplois': [['p_emplt']],
            'emplois_salaries': [['p_emplt_sal']],
            'actifs_occupes_15_plus': [['p_actocc']]
        },
        'insee_rp_serie_historique': {
            'population': [['pop']],
            'logements': [['log']],
            'residences_principales': [['rp']],
            'residences_secondaires': [['rsecocc']],
            'logements_vacants': [['logvac']],
            'population_menages': [['pmen']]
        },
        'insee_rp_comparateur': {
            'population': [['p_pop']],
            'menages': [['p_men']],
            'logements': [['p_log']],
            'residences_principales': [['p_rp']],
            'residences_secondaires': [['p_rsecocc']],
            'logements_vacants': [['p_logvac']],
            'proprietaires': [['p_rp_prop']],
            'emplois': [['p_emplt']],
            'emplois_salaries': [['p_emplt_sal']],
            'population_15_64': [['p_pop1564']],
            'chomeurs_15_64': [['p_chom1564']],
            'actifs_15_64': [['p_act1564']],
            'actifs_occupes_15_64': [['p_act1564', '-p_chom1564']]
        }
    }[jeu]) }}
{%- endmacro %}

{#- The data sets of counts by commune, the one to be preferred first, where two have the same count of one census. -#}
{% macro jeux_recensement() -%}
    {{ return([
        'insee_rp_structure', 'insee_rp_menages', 'insee_rp_diplomes', 'insee_rp_logement', 'insee_rp_emploi',
        'insee_rp_serie_historique', 'insee_rp_comparateur'
    ]) }}
{%- endmacro %}

{#- The data set that a count is expected from; none for what is no count of the census. -#}
{% macro jeu_attendu(figure) -%}
    {%- for jeu in jeux_recensement() if figure in figures_recensement(jeu) -%}
        {{ return(jeu) }}
    {%- endfor -%}
{%- endmacro %}

{#- One delivered data set of the census, typed: a row a commune and census, each count with its status. -#}
{% macro lire_recensement(jeu) -%}
    with lignes as (

        {{ lire_brut(jeu, ['code_commune']) }}

    ),

    typees as (

        select
            {%- for figure, sommes in figures_recensement(jeu).items() %}
            {{ premiere_somme(sommes) }} as {{ figure }},
            {%- endfor %}
            code_commune,
            millesime,
            geographie,
            edition,
            rang_edition,
            nature,
            livraison,
            feuille,
            ligne
        from lignes
        -- Municipal arrondissements are listed beside the commune they make.
        where
            periode is null
            and code_commune = {{ commune_de_rattachement('code_commune') }}

    )

    select
        code_commune,
        millesime,
        geographie,
        {%- for figure in figures_recensement(jeu) %}
        {{ figure }},
        case when {{ figure }} is null then 'non_publie' else 'disponible' end as {{ figure }}_statut,
        {%- endfor %}
        edition,
        rang_edition,
        nature,
        livraison,
        feuille,
        ligne
    from typees
{%- endmacro %}

{#- The births and deaths of a data set of the census: between two censuses (`2013-2018`), or of a year (`2020`). -#}
{% macro lire_mouvements(jeu) -%}
    with lignes as (

        {{ lire_brut(jeu, ['code_commune']) }}

    )

    select
        code_commune,
        millesime,
        periode,
        geographie,
        {{ nombre('nais') }} as naissances,
        {{ statut_nombre('nais') }} as naissances_statut,
        {{ nombre('dece') }} as deces,
        {{ statut_nombre('dece') }} as deces_statut,
        edition,
        rang_edition,
        nature,
        livraison,
        feuille,
        ligne
    from lignes
    where
        periode is not null
        and code_commune = {{ commune_de_rattachement('code_commune') }}
{%- endmacro %}

{#- The first of several sums that is there (`-` takes a column away): a producer cuts a count differently from one census to the next. -#}
{% macro premiere_somme(sommes) -%}
    {%- set termes = [] -%}
    {%- for colonnes in sommes -%}
        {%- set parties = [] -%}
        {%- for colonne in colonnes -%}
            {%- do parties.append((' - ' if colonne[0] == '-' else ' + ') ~ nombre(colonne | replace('-', ''))) -%}
        {%- endfor -%}
        {%- do termes.append((parties | join)[3:]) -%}
    {%- endfor -%}
    {%- if termes | length == 1 -%}{{ termes[0] }}{%- else -%}coalesce({{ termes | join(', ') }}){%- endif -%}
{%- endmacro %}

{#- One typed data set in long form: a row a commune, census and count that is there. -#}
{% macro deplier_recensement(jeu) -%}
    select
        code_commune,
        millesime,
        'recensement' as periode,
        geographie,
        '{{ jeu }}' as jeu,
        {{ jeux_recensement().index(jeu) + 1 }} as rang_jeu,
        edition,
        rang_edition,
        nature,
        mesure,
        valeur
    from (
        unpivot {{ ref(jeu.replace('insee_', 'stg_insee__')) }}
        on {{ figures_recensement(jeu) | join(', ') }}
        into name mesure value valeur
    ) as {{ jeu }}
{%- endmacro %}

{#- The counts of each territory and census side by side: <count>_valeur, <count>_statut, <count>_couverture. -#}
{% macro deployer_recensement(relation, effectifs) -%}
    pivot (
        select niveau, code_territoire, millesime, mesure, valeur, valeur_statut, valeur_couverture
        from {{ relation }}
    )
    on mesure in ({% for effectif in effectifs %}'{{ effectif }}'{{ ', ' if not loop.last }}{% endfor %})
    using
        max(valeur) as valeur,
        max(valeur_statut) as statut,
        max(valeur_couverture) as couverture
    group by niveau, code_territoire, millesime
{%- endmacro %}

{#- A ratio of two counts of one territory, over the same communes or not at all, and below its status. -#}
{% macro rapport_de_sommes(numerateur, denominateur, facteur) -%}
    case
        when
            {{ denominateur }} > 0
            and abs({{ numerateur }}_couverture - {{ denominateur }}_couverture) < 1e-9
            then {{ facteur }} * {{ numerateur }} / {{ denominateur }}
    end
{%- endmacro %}

{% macro statut_rapport(numerateur, denominateur) -%}
    case
        when {{ numerateur }} is null then {{ numerateur }}_statut
        when {{ denominateur }} is null then {{ denominateur }}_statut
        when {{ denominateur }} = 0 then 'non_applicable'
        when abs({{ numerateur }}_couverture - {{ denominateur }}_couverture) >= 1e-9 then 'non_publie'
        when {{ numerateur }}_statut <> 'disponible' then {{ numerateur }}_statut
        else {{ denominateur }}_statut
    end
{%- endmacro %}

{#- The counts that a mart of the census has as columns, in their order: those with a status beside them. -#}
{% macro effectifs_du_mart(mart) -%}
    {%- set effectifs = [] -%}
    {%- if not execute -%}{{ return(['population']) }}{%- endif -%}
    {%- for noeud in graph.nodes.values() if noeud.resource_type == 'model' and noeud.name == mart -%}
        {%- for nom in noeud.columns if jeu_attendu(nom) -%}
            {%- do effectifs.append(nom) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(effectifs) }}
{%- endmacro %}

{#- The ratios and indices of a mart, each with its status, as its dictionary defines them. -#}
{% macro colonnes_des_rapports(mart) -%}
    {%- set colonnes = [] -%}
    {%- for indicateur in indicateurs_du_graphe() if execute and indicateur.mart == mart -%}
        {%- set meta = indicateur.meta -%}
        {%- if meta.genre in ['ratio', 'indice'] -%}
            {%- set facteur = 100 if meta.unite in ['%', 'indice'] else 1 -%}
            {%- set valeur = rapport_de_sommes(meta.numerateur, meta.denominateur, facteur) -%}
            {%- do colonnes.append(valeur ~ ' as ' ~ indicateur.nom) -%}
            {%- set statut = statut_rapport(meta.numerateur, meta.denominateur) -%}
            {%- do colonnes.append(statut ~ ' as ' ~ indicateur.nom ~ '_statut') -%}
        {%- endif -%}
    {%- endfor -%}
    {{ colonnes | join(',\n    ') }}
{%- endmacro %}
