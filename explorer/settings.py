"""Which warehouse the page reads."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

FILE_NAME = "warehouse.duckdb"
VARIABLE = "BASSIN_ENTREPOT"


def warehouse_path(arguments: Sequence[str], environment: Mapping[str, str], beside: Path) -> Path:
    """The file given by `--entrepot`, else by BASSIN_ENTREPOT, else `warehouse.duckdb` in `beside`."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--entrepot", type=Path)
    # Streamlit runs the script inside its own process: arguments that are not ours are not errors.
    given: Path | None = parser.parse_known_args(list(arguments))[0].entrepot
    if given is not None:
        return given
    if environment.get(VARIABLE):
        return Path(environment[VARIABLE])
    return beside / FILE_NAME
