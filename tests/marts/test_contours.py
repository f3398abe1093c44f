"""Outlines: those of a union have the area of their parts, and a part that is missing leaves the whole without."""

from shapely import from_geojson

from tests.marts.conftest import Query


def test_the_outline_of_an_epci_has_the_area_of_its_communes(demo: Query) -> None:
    shapes = {
        (niveau, code): from_geojson(text)
        for niveau, code, text in demo("select niveau, code_territoire, geometrie from marts.contours")
    }
    members = demo(
        """
        select code_territoire, list(code_commune) from marts.appartenances
        where niveau = 'epci' and geographie = (select max(geographie) from marts.appartenances)
        group by code_territoire
        """
    )
    drawn = {code: codes for code, codes in members if ("epci", code) in shapes}
    assert len(drawn) >= 8
    for code, communes in drawn.items():
        parts = sum(shapes["commune", commune].area for commune in communes)
        assert abs(shapes["epci", code].area / parts - 1) < 0.001
    for code, communes in members:
        whole = all(("commune", commune) in shapes for commune in communes)
        assert (("epci", code) in shapes) == whole


def test_every_cite_has_an_outline(demo: Query) -> None:
    assert demo(
        """
        select count(*) filter (where contours.code_territoire is null), count(*) > 0 from marts.cites
        left join marts.contours on contours.niveau = 'cite' and cites.code_cite = contours.code_territoire
        """
    ) == [(0, True)]
