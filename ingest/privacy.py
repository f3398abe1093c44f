"""What may never be stored: personal identifiers, looked for in memory before anything is written."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from ingest.recognition import Match
from ingest.refusals import Refusal

_DIGITS = "regexp_replace({c}, '[ .-]', '', 'g')"
# The NIR of Corsica counts 2A as 19 and 2B as 18; its key is 97 minus the rest of the number by 97.
_NIR_NUMBER = f"replace(replace(substr({_DIGITS}, 1, 13), '2A', '19'), '2B', '18')"
_IDENTIFIERS = {
    "un numéro de sécurité sociale": (
        f"regexp_full_match({_DIGITS}, '[1-478][0-9]{{{{2}}}}(0[1-9]|[1-9][0-9])(2[AB]|[0-9]{{{{2}}}})[0-9]{{{{8}}}}')"
        # A median with many decimals is a number, and one in ninety-seven would have a valid key.
        " and not regexp_full_match({c}, '[0-9]{{1,9}}[.][0-9]+')"
        f" and 97 - try_cast({_NIR_NUMBER} as bigint) % 97 = try_cast(substr({_DIGITS}, 14, 2) as integer)"
    ),
    "une adresse électronique": "regexp_full_match({c}, '[^@ ]+@[^@ ]+\\.[A-Za-z]{{2,}}')",
    "un numéro de téléphone": "regexp_full_match({c}, '(\\+33 ?|0)[1-9]([ .-]?[0-9]{{2}}){{4}}')",
    "un numéro de compte bancaire": f"regexp_full_match({_DIGITS}, 'FR[0-9]{{{{2}}}}[0-9A-Z]{{{{23}}}}')",
}
# One look at a whole line tells whether any of them could be there: nearly no line of an open file goes further.
_PERHAPS = "@|[0-9][0-9AB .-]{8,38}[0-9]|FR[0-9]{2}"
_LONGEST = 60


def refuse_personal_data(match: Match, rows: pa.Table) -> None:
    """Raise `Refusal` where a cell is a personal identifier, or where an agreed file has an undeclared column.

    `rows` has the text columns of the match, named `c<index>`, and `_ligne`. Nothing is written: DuckDB reads
    the table in memory, and the value found is never quoted.
    """
    if match.contract.diffusion == "convention" and match.ignored:
        raise Refusal(
            f"la colonne n'est pas prévue par la convention du jeu {match.contract.jeu} et pourrait identifier "
            "quelqu'un",
            "retirez-la du fichier, ou faites-la ajouter à la convention puis au contrat",
            line=match.header_line,
            column=match.ignored[0],
        )
    texts = [name for name in rows.column_names if name != "_ligne"]
    cells = [f"case when length({name}) <= {_LONGEST} then trim({name}) end as {name}" for name in texts]
    found = [f"coalesce({test.format(c=name)}, false)" for name in texts for test in _IDENTIFIERS.values()]
    with duckdb.connect() as memory:
        memory.register("lues", rows)
        first = memory.execute(
            f"with lignes as materialized (select {', '.join(cells)}, _ligne from lues "
            f"where regexp_matches(concat_ws('|', {', '.join(texts)}), '{_PERHAPS}')) "
            f"select list_position([{', '.join(found)}], true) as rang, _ligne from lignes where rang is not null "
            "order by _ligne limit 1"
        ).fetchone()
    if first:
        name, what = texts[(first[0] - 1) // len(_IDENTIFIERS)], list(_IDENTIFIERS)[(first[0] - 1) % len(_IDENTIFIERS)]
        raise Refusal(
            f"la cellule contient {what}, donnée personnelle que l'entrepôt ne garde jamais",
            "retirez cette colonne du fichier avant de le déposer",
            line=first[1],
            column=match.table.top[match.header_line - 1][int(name[1:])],
        )
