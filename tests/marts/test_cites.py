"""Cités: laws of the demonstration and of the real layers, then a few squares whose truth is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.landing import EMBEDDED
from simulation.cites import draw_cites
from simulation.communes import read_communes, read_outlines
from simulation.neighbourhoods import FILES, draw_outlines, share_inside
from tests.conftest import ROOT

from .cites_world import cites_warehouse
from .conftest import Query, Rows, reader


@pytest.fixture(scope="module")
def ask(entrepot_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Query:
    return reader(cites_warehouse(entrepot_demo, tmp_path_factory.mktemp("cites")))


def cite(ask: Query, code: str, columns: str) -> Rows:
    return ask(f"select {columns} from marts.cites where code_cite = ?", code)


# --- laws -------------------------------------------------------------------------------------------------


def test_every_feature_is_one_cite_and_every_cite_has_a_feature(both: Query) -> None:
    assert both("select count(distinct code_cite), count(*) from marts.cites") == both(
        "select count(distinct code_cite), count(distinct code_cite) from marts.cites_couches"
    )
    assert both("select count(*) from marts.cites_couches") == both("""
        select sum(n) from (
            select count(*) as n from staging.stg_mission__cites_inscrites
            union all select count(*) from staging.stg_mission__cites_zone_tampon
            union all select count(*) from staging.stg_mission__cites_erbm)""")


def test_the_shares_of_a_cite_add_up_to_one(both: Query) -> None:
    sums = both("select sum(part) from marts.cites_communes group by code_cite having count(part) > 0")
    assert [total for (total,) in sums] == pytest.approx([1.0] * len(sums))
    assert (
        both("""
        select code_cite from marts.cites_communes
        qualify (count(*) over (partition by code_cite) > 1) <> (part_statut <> 'disponible')""")
        == []
    )


def test_cites_are_territories_and_members_of_nothing(both: Query) -> None:
    assert both("select code_territoire from marts.territoires where niveau = 'cite' order by 1") == both(
        "select code_cite from marts.cites order by 1"
    )
    assert both("select * from marts.appartenances where niveau = 'cite'") == []
    # No figure of communes is shared out among cités: only what partners deliver by cité is told there.
    told = both("select distinct theme from marts.indicateurs where niveau = 'cite'")
    assert {theme for (theme,) in told} <= {"ayants_droit", "parc"}


@pytest.mark.parametrize("generation", FILES)
def test_the_share_of_a_cite_in_neighbourhoods_is_between_none_and_all_or_not_known(
    generation: int, both: Query
) -> None:
    share = f"part_qpv_{generation}_pct"
    wrong = f"{share} not between 0 and 100 or ({share} is null) <> ({share}_statut = 'non_charge')"
    assert both(f"select code_cite, {share}, {share}_statut from marts.cites where {wrong}") == []


@pytest.mark.parametrize(("generation", "level"), [(2015, "qpv"), (2024, "qpv_2024")])
def test_the_neighbourhoods_of_a_cite_hold_its_share_together_and_none_holds_more(
    generation: int, level: str, both: Query
) -> None:
    rows = both(f"""
        select c.part_qpv_{generation}_pct, max(q.part_cite_pct), sum(q.part_cite_pct)
        from marts.cites c inner join marts.cites_quartiers q on c.code_cite = q.code_cite and q.niveau = '{level}'
        where c.part_qpv_{generation}_pct is not null group by c.code_cite, 1""")
    for share, most, total in rows:
        assert most - 1e-9 <= share <= total + 1e-9
    told = f"select code_cite from marts.cites where part_qpv_{generation}_pct > 0"
    assert len(both(told)) == len(rows)


@pytest.mark.parametrize("generation", FILES)
def test_the_demonstration_says_the_share_that_each_cite_was_given(generation: int, demo: Query) -> None:
    communes, corners = read_communes(EMBEDDED), read_outlines(EMBEDDED)
    outlines = draw_outlines(communes, corners, generation)
    given = {cite.code: 100 * share_inside(cite, outlines) for cite in draw_cites(communes, corners)}
    told = dict(demo(f"select code_cite, part_qpv_{generation}_pct from marts.cites"))
    assert told == pytest.approx(given, abs=0.01)
    assert max(told.values()) == pytest.approx(100)


def test_without_outlines_no_real_cite_is_said_to_be_out_of_the_neighbourhoods(reel: Query) -> None:
    for generation in FILES:
        columns = f"part_qpv_{generation}_pct, part_qpv_{generation}_pct_statut"
        assert reel(f"select distinct {columns} from marts.cites") == [(None, "non_charge")]
    assert reel("select * from marts.cites_quartiers") == []


def test_the_demonstration_has_the_cites_that_were_drawn(demo: Query) -> None:
    drawn = draw_cites(read_communes(EMBEDDED), read_outlines(EMBEDDED))
    assert demo("select code_cite, nom, communes, bailleurs, erbm, nature from marts.cites order by all") == sorted(
        (
            cite.code,
            cite.name,
            sorted(cite.communes),
            sorted(cite.landlords),
            "erbm" in cite.layers,
            "simule",
        )
        for cite in drawn
    )
    assert demo("select distinct nature from marts.terrils") == [("simule",)]


def test_the_380_real_features_are_297_cites_and_every_commune_is_known(reel: Query) -> None:
    assert reel("select count(*) from marts.cites_couches") == [(380,)]
    assert reel("select count(*), count(*) filter (where len(communes) = 0) from marts.cites") == [(297, 0)]
    found = reel("""
        select etape, count(*) from intermediate.int_cites__communes_citees
        where jeu like 'mission_cites%' group by etape order by etape""")
    total = sum(count for _, count in found)
    print("Noms de communes reconnus :", {step: f"{count} / {total}" for step, count in found})
    # Plain capitals, then the ligature of NOEUX and typographic apostrophes.
    assert found == [(1, 453), (2, 8)]
    assert reel("select * from marts.rejets where jeu like 'mission_%'") == []


def test_a_real_number_of_the_inventory_is_never_two_cites_nor_a_cite_two_numbers(reel: Query) -> None:
    # The overlaps and the Mission's own numbers were drawn apart: they agree.
    assert (
        reel(
            "select id_lsm from marts.cites_couches group by id_lsm having count(distinct code_cite) > 1 "
            "and id_lsm is not null"
        )
        == []
    )
    assert reel("select * from marts.cites where len(id_lsm) > 1 or len(id_unesco) > 1") == []


def test_real_halves_of_one_cite_are_listed_and_stay_two(reel: Query) -> None:
    halves = reel("""
        select nom_1, nom_2 from marts.cites_a_verifier where motif = 'noms_semblables_sans_recouvrement'""")
    assert len(halves) == 12
    assert all("partie en zone-tampon" in f"{one}{other}" for one, other in halves)


def test_the_page_says_what_the_real_layers_say(reel: Query) -> None:
    page = (ROOT / "docs" / "themes" / "cites.md").read_text(encoding="utf-8")
    query = page.split("```sql")[1].split("```")[0].rstrip().rstrip(";")
    for inscrite, count, hectares in reel(query):
        assert f"| {'oui' if inscrite else 'non'} | {count} | {hectares:.0f} |" in page
    for motif, count in reel("select motif, count(*) from marts.cites_a_verifier group by 1"):
        assert f"| `{motif}` | {count}" in page


# --- squares whose truth is known -------------------------------------------------------------------------


def test_one_cite_in_three_layers_is_one_row_with_the_attributes_of_its_inscription(ask: Query) -> None:
    columns = "nom, nombre_objets, inscrite, zone_tampon, erbm, interet, id_lsm, id_unesco, part_inscrite_pct_statut"
    assert cite(ask, "LSM-63", columns) == [
        ("Cité A", 3, True, True, True, "Exceptionnelle", ["63"], ["10C"], "estime")
    ]
    # Four of the nine squares of its widest outline.
    assert cite(ask, "LSM-63", "part_inscrite_pct")[0][0] == pytest.approx(400 / 9, rel=1e-3)


def test_the_layer_of_the_inscribed_does_not_make_a_cite_inscribed(ask: Query) -> None:
    assert cite(ask, "LSM-70", "inscrite, a_verifier") == [(False, True)]
    assert ("couche_des_inscrites_sans_numero", "LSM-70") in ask(
        "select motif, code_cite_1 from marts.cites_a_verifier"
    )


def test_an_owner_written_in_two_is_shared(ask: Query) -> None:
    for code in ("UNESCO-11A", "LSM-72"):
        assert cite(ask, code, "bailleurs") == [(["Maisons et Cités", "SIA"],)]
    assert cite(ask, "LSM-73", "bailleurs") == [([],)]


def test_a_cite_over_two_communes_is_shared_by_its_area_not_given_to_the_first(ask: Query) -> None:
    rows = ask("select code_commune, part, part_statut from marts.cites_communes where code_cite = 'LSM-72' order by 1")
    assert rows == [("62498", pytest.approx(0.25, rel=1e-6), "estime"), ("62510", pytest.approx(0.75), "estime")]
    assert ask("""
        select code_departement, nombre_communes from marts.territoires
        where niveau = 'cite' and code_territoire = 'LSM-72'""") == [("62", 2)]


def test_a_share_that_no_outline_tells_is_absent(ask: Query) -> None:
    # Far from both the communes that it names.
    rows = ask("select part, part_statut from marts.cites_communes where code_cite = 'LSM-73'")
    assert rows == [(None, "non_charge")] * 2


def test_ligatures_saints_and_apostrophes_are_found_and_inventions_rejected(ask: Query) -> None:
    assert cite(ask, "LSM-73", "communes") == [(["62617", "62764"],)]
    assert cite(ask, "LSM-76", "communes") == [(["59112"],)]
    rejected = ask("""
        select jeu, ligne, niveau, code_territoire, motif from marts.rejets
        where jeu like 'mission_cites%' order by all""")
    assert rejected == [
        (
            "mission_cites_inscrites", 4, "cite", None,
            "l’entité n’a de numéro ni d’inventaire ni du bien inscrit : la cité ne peut être suivie",
        ),
        (
            "mission_cites_zone_tampon", 5, "commune", "LENZ",
            "aucune commune du Nord ni du Pas-de-Calais ne porte ce nom, ni ne l’a porté",
        ),
        (
            "mission_cites_zone_tampon", 7, "commune", "SAINT-AUBIN",
            "plusieurs communes portent ce nom : 59529, 62742",
        ),
    ]  # fmt: skip


def test_a_cite_of_no_known_commune_keeps_its_row_and_has_no_commune(ask: Query) -> None:
    assert cite(ask, "LSM-74", "communes, a_verifier") == [([], True)]
    assert ask("select * from marts.cites_communes where code_cite = 'LSM-74'") == []
    assert ask("select nombre_communes, code_departement from marts.territoires where code_territoire = 'LSM-74'") == [
        (0, None)
    ]


def test_where_the_name_and_the_outline_disagree_the_name_stands_and_the_doubt_is_listed(ask: Query) -> None:
    assert ask("select code_commune, part, part_statut from marts.cites_communes where code_cite = 'LSM-75'") == [
        ("62510", 1.0, "disponible")
    ]
    assert ask("select motif, communes, part from marts.cites_a_verifier where code_cite_1 = 'LSM-75' order by 1") == [
        ("commune_citee_sans_surface", ["62510"], None),
        ("hors_des_communes_citees", ["62510"], 1.0),
    ]


def test_two_halves_of_one_name_are_two_cites_and_a_doubt(ask: Query) -> None:
    assert ask("""
        select code_cite_1, code_cite_2 from marts.cites_a_verifier
        where motif = 'noms_semblables_sans_recouvrement'""") == [("UNESCO-11A", "LSM-71")]
    assert cite(ask, "UNESCO-11A", "inscrite, zone_tampon, inscrite_mh") == [(True, False, True)]


def test_a_layer_that_is_not_loaded_says_nothing(ask: Query) -> None:
    assert ask("select distinct part_zone_tampon_pct, part_zone_tampon_pct_statut from marts.cites") == [
        (None, "non_charge")
    ]


def test_a_cite_within_a_neighbourhood_is_in_it_for_the_whole_and_one_that_meets_none_for_nothing(ask: Query) -> None:
    columns = "part_qpv_2015_pct, part_qpv_2015_pct_statut"
    assert cite(ask, "LSM-63", columns) == [(pytest.approx(100), "estime")]
    assert cite(ask, "LSM-73", columns) == [(0.0, "estime")]


def test_neighbourhoods_that_overlap_count_once_and_others_add_up(ask: Query) -> None:
    parts = "select code_qpv, part_cite_pct from marts.cites_quartiers where code_cite = ? order by 1"
    assert ask(parts, "UNESCO-11A") == [
        ("QP062802", pytest.approx(50, rel=1e-4)),
        ("QP062803", pytest.approx(75, rel=1e-4)),
    ]
    assert cite(ask, "UNESCO-11A", "part_qpv_2015_pct") == [(pytest.approx(100),)]
    assert [part for _, part in ask(parts, "LSM-72")] == pytest.approx([25, 25], rel=1e-4)
    assert cite(ask, "LSM-72", "part_qpv_2015_pct") == [(pytest.approx(50, rel=1e-4),)]


def test_the_outlines_of_one_departement_say_nothing_of_the_cites_of_another(ask: Query) -> None:
    assert ask("select distinct part_qpv_2024_pct, part_qpv_2024_pct_statut from marts.cites") == [(None, "non_charge")]
    # What they do hold of it is still told.
    assert ask("select code_cite, niveau, nom_qpv from marts.cites_quartiers where code_qpv like 'QN%'") == [
        ("LSM-70", "qpv_2024", "Quartier QN05981N")
    ]


def test_the_dwellings_are_not_cut_by_neighbourhoods_that_are_not_loaded(ask: Query) -> None:
    assert ask("select distinct modalite from marts.parc_minier where axe = 'qpv_2015' order by 1") == [
        ("cité inconnue",),
        ("hors cité",),
    ]
    assert ask("select * from marts.parc_minier where axe = 'qpv_2024'") == []
