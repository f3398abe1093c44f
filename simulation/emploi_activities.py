"""What the invented economy is made of: seventy real classes of NAF rév. 2, and how the jobs of each went.

Weights, sizes and curves are invented, in round numbers. Nothing is drawn here.
"""

from __future__ import annotations

import numpy as np

from simulation.distribution import Array

INDUSTRY, BUILDING, TRADE, TRANSPORT, HOTELS, AGENCIES, SERVICES, CARE = (
    "industrie",
    "construction",
    "commerce",
    "transports",
    "hébergement-restauration",
    "intérim",
    "services",
    "social",
)
CURVES: dict[str, dict[int, float]] = {
    # Jobs on 31 December, 100 in 2006: between two years, on the segment that joins them.
    INDUSTRY: {1997: 114, 2001: 113, 2007: 99, 2008: 96, 2009: 91, 2010: 88, 2016: 82, 2019: 83, 2020: 81, 2024: 82},
    BUILDING: {1997: 80, 2006: 100, 2007: 104, 2008: 103, 2010: 98, 2016: 88, 2019: 93, 2020: 94, 2024: 95},
    TRADE: {1997: 88, 2006: 100, 2007: 101, 2009: 99, 2014: 99, 2019: 103, 2020: 102, 2024: 106},
    TRANSPORT: {1997: 84, 2006: 100, 2007: 102, 2009: 97, 2014: 100, 2019: 106, 2020: 105, 2024: 112},
    HOTELS: {1997: 80, 2006: 100, 2008: 103, 2009: 102, 2019: 120, 2020: 104, 2021: 119, 2024: 130},
    AGENCIES: {
        1997: 62, 2000: 98, 2006: 100, 2007: 104, 2008: 84, 2009: 78, 2011: 95, 2013: 86, 2019: 118, 2020: 104,
        2021: 120, 2024: 104,
    },
    SERVICES: {1997: 74, 2006: 100, 2008: 105, 2009: 103, 2014: 109, 2019: 122, 2020: 120, 2024: 132},
    CARE: {1997: 80, 2006: 100, 2009: 106, 2019: 118, 2020: 118, 2024: 122},
}  # fmt: skip

TEXTILES, BATTERIES = ("1320Z", "1392Z"), ("2720Z",)
"""Classes that leave the Bassin minier for good, and that come into it: the only ones of their sectors of A38."""

ACTIVITIES: tuple[tuple[str, float, float, str], ...] = (
    # class, share of the jobs in thousandths, mean size of an establishment, curve
    ("0812Z", 2, 15, INDUSTRY), ("1013A", 6, 60, INDUSTRY), ("1039A", 5, 80, INDUSTRY), ("1071C", 9, 6, TRADE),
    ("1320Z", 3, 40, INDUSTRY), ("1392Z", 3, 25, INDUSTRY), ("1721A", 5, 80, INDUSTRY), ("1812Z", 5, 15, INDUSTRY),
    ("1920Z", 1, 150, INDUSTRY), ("2016Z", 6, 90, INDUSTRY), ("2120Z", 6, 120, INDUSTRY), ("2229A", 9, 45, INDUSTRY),
    ("2313Z", 5, 120, INDUSTRY), ("2361Z", 5, 25, INDUSTRY), ("2410Z", 7, 250, INDUSTRY), ("2511Z", 8, 25, INDUSTRY),
    ("2562B", 10, 18, INDUSTRY), ("2611Z", 7, 70, INDUSTRY), ("2720Z", 5, 90, INDUSTRY), ("2822Z", 9, 60, INDUSTRY),
    ("2910Z", 10, 600, INDUSTRY), ("2932Z", 9, 150, INDUSTRY), ("3020Z", 4, 300, INDUSTRY), ("3109B", 4, 12, INDUSTRY),
    ("3312Z", 7, 14, INDUSTRY), ("3513Z", 8, 60, SERVICES), ("3811Z", 8, 30, SERVICES),
    ("4120A", 10, 6, BUILDING), ("4211Z", 12, 40, BUILDING), ("4321A", 18, 9, BUILDING), ("4322A", 14, 5, BUILDING),
    ("4399C", 25, 5, BUILDING), ("4511Z", 17, 10, TRADE), ("4639B", 16, 20, TRADE), ("4690Z", 22, 10, TRADE),
    ("4711D", 28, 20, TRADE), ("4711F", 30, 180, TRADE), ("4771Z", 16, 5, TRADE), ("4773Z", 14, 6, TRADE),
    ("4941A", 22, 25, TRANSPORT), ("4941B", 14, 12, TRANSPORT), ("5210B", 14, 45, TRANSPORT),
    ("5310Z", 20, 30, TRANSPORT), ("5510Z", 14, 10, HOTELS), ("5610A", 34, 5, HOTELS), ("5610C", 16, 7, HOTELS),
    ("5813Z", 6, 25, SERVICES), ("6110Z", 9, 60, SERVICES), ("6201Z", 12, 12, SERVICES), ("6202A", 22, 20, SERVICES),
    ("6419Z", 30, 15, SERVICES), ("6622Z", 11, 5, SERVICES), ("6820A", 9, 8, SERVICES), ("6831Z", 10, 5, SERVICES),
    ("6920Z", 14, 10, SERVICES), ("7010Z", 16, 25, SERVICES), ("7022Z", 14, 6, SERVICES), ("7112B", 24, 15, SERVICES),
    ("7219Z", 8, 40, SERVICES), ("7311Z", 9, 10, SERVICES), ("7820Z", 42, 45, AGENCIES), ("8010Z", 14, 40, SERVICES),
    ("8121Z", 28, 30, SERVICES), ("8220Z", 6, 90, SERVICES), ("8531Z", 10, 30, CARE), ("8559A", 14, 10, CARE),
    ("8610Z", 18, 120, CARE), ("8621Z", 8, 3, CARE), ("8710A", 18, 50, CARE), ("8810A", 24, 30, CARE),
    ("8899B", 14, 15, CARE), ("9312Z", 8, 4, CARE), ("9499Z", 20, 6, CARE), ("9602A", 12, 3, CARE),
)  # fmt: skip

CLASSES = [ape for ape, *_ in ACTIVITIES]
WEIGHT = np.array([weight for _, weight, *_ in ACTIVITIES], np.float64)
SIZE = np.array([size for _, _, size, _ in ACTIVITIES], np.float64)
CURVE = np.array([curve for *_, curve in ACTIVITIES])

PUBLIC: dict[str, tuple[float, float]] = {
    # sector of A38: jobs an inhabitant, mean size; they are in Flores and Clap, and not in URSSAF's files
    "AZ": (0.006, 4.0),
    "OZ": (0.025, 25.0),
    "PZ": (0.025, 15.0),
    "QA": (0.030, 150.0),
    "QB": (0.012, 20.0),
}


def indexes(year: int) -> Array:
    """The jobs of each class on 31 December, 1 in 2006."""
    curves = {name: float(np.interp(year, list(knots), list(knots.values()))) for name, knots in CURVES.items()}
    return np.array([curves[name] for name in CURVE]) / 100
