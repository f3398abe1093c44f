"""The deliveries of a demonstration: files in the producers' own formats, every figure of which is invented."""

from __future__ import annotations

import zipfile
from pathlib import Path

from simulation.ayants_droit.deliveries import partners
from simulation.ayants_droit.grid import grid
from simulation.ayants_droit.hypotheses import GRID_YEAR
from simulation.ayants_droit.world import MiningWorld
from simulation.benefits import benefits
from simulation.cells import as_csv
from simulation.census_files import CensusFiles
from simulation.cites import cites, draw_cites
from simulation.communes import read_communes, read_outlines
from simulation.emploi import Employment
from simulation.emploi_flores import clap, flores, melodi
from simulation.emploi_urssaf import communes_file, zones_file
from simulation.filosofi import filosofi
from simulation.migrations import migrations
from simulation.navettes import navettes
from simulation.neighbourhoods import neighbourhoods
from simulation.nomenclature import read_nomenclature
from simulation.unemployment import unemployment
from simulation.world import NATIONAL_MEDIAN, World
from simulation.zones import zones

BENEFITS_YEAR = 2020
CENSUS_YEAR = 2022
CIVIL_REGISTRATION = (2011, 2023)
"""Whole years of births and deaths, first and last."""


def write_deliveries(folder: Path, embedded: Path) -> list[Path]:
    """Write into a folder the deliveries of the world on the embedded territories; the same bytes every time.

    Filosofi of 2016 and 2019, in two archives a year: every indicator by commune, EPCI, arrondissement, département,
    region and metropolitan France, and the deciles at the same levels but the arrondissement; incomes and benefits of
    twelve priority neighbourhoods in 2019; recipients of benefits by commune and by IRIS in December 2020; the census
    of 2022 with those of 2016 and 2011, its series since 1968, births and deaths of the years 2011 to 2023, by commune;
    the moves of the year before the census of 2022, and who works where, from and to every commune of France; private
    employment by commune and class of activity at the ends of 2006 to 2024, by zone d'emploi and quarter since 1998;
    salaried employment by sector, Clap of 2014 and 2015, Flores of 2017 to 2023; unemployment by zone d'emploi in two
    editions; a stock of establishments with their positions, ten zones of activity, two poles, and where the employees
    of two of these zones live; the cités and slag heaps of the Mission's layers, the neighbourhoods of 2015 and
    2024; right-holders of the mines from 2018 to 2024, what the landlords and the schemes say of the same communes,
    what RPLS, LOVAC and ADEME say of their dwellings, and the squares of 200 metres over the cités.
    """
    folder.mkdir(parents=True, exist_ok=True)
    world, france = World(read_communes(embedded)), read_communes(embedded, None)
    census, outlines = CensusFiles(world.communes), read_outlines(embedded)
    archives = [archive for year in NATIONAL_MEDIAN for archive in filosofi(world, year).items()]
    archives += census.bases(CENSUS_YEAR).items()
    settlements = draw_cites(world.communes, outlines)
    mines = MiningWorld(world.communes, settlements)
    economy = Employment(france, read_nomenclature(embedded))
    for draw in (clap, flores, melodi, unemployment):
        archives += draw(economy).items()
    texts = {
        **benefits(world, BENEFITS_YEAR, max(NATIONAL_MEDIAN)),
        **census.civil_registration(*CIVIL_REGISTRATION),
        **migrations(france, CENSUS_YEAR),
        **navettes(france, CENSUS_YEAR),
        **communes_file(economy),
        **zones_file(economy),
        **zones(world.communes, outlines),
        **cites(world.communes, outlines),
        **neighbourhoods(world.communes, outlines),
        **partners(mines),
        f"carreaux_200m_{GRID_YEAR}.csv": as_csv(grid(mines, settlements, GRID_YEAR)),
    }
    return [
        *(write_archive(folder / name, members) for name, members in archives),
        *(write_text(folder / name, text) for name, text in texts.items()),
    ]


def write_archive(path: Path, members: dict[str, str]) -> Path:
    """An archive of texts by name, neither compressed nor dated: its bytes depend on no library and no clock."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name), text.encode("utf-8"))
    return path


def write_text(path: Path, text: str) -> Path:
    """The same bytes on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
