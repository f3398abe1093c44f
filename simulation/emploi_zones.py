"""Zones d'emploi of the invented economy.

The embedded data have no composition of the zones: real codes and names of ZE 2020, and an invented composition. A
zone of Hauts-de-France is one or several arrondissements; every other région is one zone, that of its main town.
"""

from __future__ import annotations

from simulation.communes import REGION, Communes

NAMES = {
    "3201": "Abbeville",
    "3202": "Amiens",
    "3203": "Arras",
    "3204": "Berck",
    "3205": "Béthune",
    "3206": "Boulogne-sur-Mer",
    "3207": "Calais",
    "3208": "Cambrai",
    "3209": "Château-Thierry",
    "3210": "Compiègne",
    "3211": "Creil",
    "3212": "Douai",
    "3213": "Dunkerque",
    "3214": "Laon",
    "3215": "Lens",
    "3216": "Lille",
    "3217": "Maubeuge",
    "3219": "Saint-Omer",
    "3220": "Saint-Quentin",
    "3221": "Soissons",
    "3222": "Valenciennes",
    "0104": "Région Pointoise",
    "0202": "Le Centre agglomération",
    "0301": "Est-littoral",
    "0403": "Le Nord",
    "1109": "Paris",
    "2413": "Tours",
    "2711": "Dijon",
    "2815": "Rouen",
    "4423": "Strasbourg",
    "5216": "Nantes",
    "5315": "Rennes",
    "7505": "Bordeaux",
    "7625": "Toulouse",
    "8421": "Lyon",
    "9312": "Marseille",
    "9401": "Ajaccio",
}
OF_ARRONDISSEMENT = {
    "021": "3209",
    "022": "3214",
    "023": "3220",
    "024": "3221",
    "025": "3214",
    "591": "3217",
    "592": "3208",
    "593": "3212",
    "594": "3213",
    "595": "3216",
    "596": "3222",
    "601": "3211",
    "602": "3211",
    "603": "3210",
    "604": "3211",
    "621": "3203",
    "622": "3205",
    "623": "3206",
    "624": "3204",
    "625": "3219",
    "626": "3207",
    "627": "3215",
    "801": "3201",
    "802": "3202",
    "803": "3202",
    "804": "3220",
}
MINING = ("3205", "3212", "3215", "3222")
"""The zones of the Bassin minier."""
_OF_REGION = {code[:2]: code for code in NAMES if not code.startswith(REGION)}


def zones_of(communes: Communes) -> list[str]:
    """The zone of each commune; empty in Mayotte, which the files of employment leave out."""
    return [
        OF_ARRONDISSEMENT[arrondissement] if region == REGION else _OF_REGION.get(region, "")
        for region, arrondissement in zip(communes.region, communes.arrondissement, strict=True)
    ]
