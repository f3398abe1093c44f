"""`bassin`: what an analyst types. Exit codes: 0 all well, 1 failed, 2 wrong usage, 3 a delivery was refused."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from bassin.failures import BuildError
from bassin.settings import Settings
from bassin.usage import Command, Group, usage_sentence
from ingest.privacy.identifiers import masked
from ingest.refusals import french

app = typer.Typer(
    name="bassin",
    cls=Group,
    help="L'entrepôt de données de la Mission Bassin Minier : charger, construire, interroger.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
)

Depots = Annotated[
    list[Path] | None,
    typer.Option(
        "--depot",
        metavar="DOSSIER",
        help="Dossier de fichiers livrés, lu avec ses sous-dossiers (répétable).",
    ),
]
Millesime = Annotated[
    int | None,
    typer.Option(
        "--millesime",
        metavar="AAAA",
        min=1962,
        max=2100,
        help="Millésime des fichiers qui ne disent pas le leur.",
    ),
]


@app.command(cls=Command)
def build(
    depot: Depots = None,
    millesime: Millesime = None,
    demo: Annotated[bool, typer.Option("--demo", help="Reconstruire un entrepôt de démonstration.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Reconstruire même si rien n'est nouveau.")] = False,
) -> int:
    """Charger les fichiers, calculer les tables, vérifier, publier l'entrepôt.

    Exemples :

    bassin build

    bassin build --depot livraisons --millesime 2021
    """
    from bassin.build import build as run

    if demo and depot:
        raise typer.BadParameter("un entrepôt de démonstration ne reçoit aucun dépôt", param_hint="--demo")
    settings = Settings.from_environment()
    built = run(settings, depot or [], millesime, demo, force, _say)
    _tell(built.refused, built.unknown, built.notes)
    _say(french(f"{settings.published} est à jour") if built.did_something else "rien de nouveau")
    return built.exit_code


@app.command(cls=Command)
def load(
    chemins: Annotated[
        list[Path] | None, typer.Argument(metavar="FICHIERS…", help="Fichiers ou dossiers à charger.")
    ] = None,
    depot: Depots = None,
    millesime: Millesime = None,
) -> int:
    """Charger des fichiers dans raw, sans recalculer les tables (faire ensuite « bassin build » ou « dbt build »).

    Exemple :

    bassin load donnees_communes.csv --millesime 2021
    """
    from bassin.build import load as run

    if not chemins and not depot:
        raise typer.BadParameter("donner au moins un fichier ou un dossier", param_hint="FICHIERS…")
    built = run(Settings.from_environment(), [*(chemins or []), *(depot or [])], millesime, _say)
    _tell(built.refused, built.unknown, built.notes)
    _say("chargé ; « bassin build » mettra les tables à jour" if built.did_something else "rien n'a été chargé")
    return built.exit_code


@app.command(cls=Command)
def status(
    livraisons: Annotated[bool, typer.Option("--livraisons", help="Lister chaque livraison et son numéro.")] = False,
) -> int:
    """Dire ce qui est chargé, ce qui manque et comment l'obtenir, ce qui a été refusé ou ignoré.

    Exemple :

    bassin status --livraisons
    """
    from bassin.status import show_deliveries, show_status

    (show_deliveries if livraisons else show_status)(Settings.from_environment())
    return 0


@app.command(cls=Command)
def check(
    fichiers: Annotated[list[Path] | None, typer.Argument(metavar="FICHIERS…", help="Fichiers à vérifier.")] = None,
    contrats: Annotated[bool, typer.Option("--contrats", help="Vérifier les contrats des jeux de données.")] = False,
    rapport: Annotated[
        Path | None,
        typer.Option("--rapport", metavar="FICHIER", help="Rapport à écrire ; NOM-verification.html ici, sans elle."),
    ] = None,
    millesime: Millesime = None,
) -> int:
    """Vérifier des fichiers sans rien charger, avec un rapport à rendre à qui les a livrés, ou les contrats.

    Exemples :

    bassin check livraison.xlsx

    bassin check --contrats
    """
    from bassin.check import check_contracts, check_files

    if not fichiers and not contrats:
        raise typer.BadParameter("donner des fichiers, ou --contrats", param_hint="FICHIERS")
    if rapport and len(fichiers or ()) != 1:
        raise typer.BadParameter("un rapport nommé porte sur un seul fichier", param_hint="--rapport")
    settings = Settings.from_environment()
    code = check_contracts(settings) if contrats else 0
    return max(code, check_files(settings, fichiers, millesime, rapport)) if fichiers else code


@app.command(cls=Command)
def template(
    jeu: Annotated[str, typer.Argument(metavar="JEU", help="Jeu de données sous convention, ou mission_conventions.")],
    sortie: Annotated[
        Path | None, typer.Option("--sortie", metavar="FICHIER", help="Classeur à écrire ; JEU.xlsx sans elle.")
    ] = None,
) -> int:
    """Écrire le classeur vierge qu'un partenaire remplit.

    Exemple :

    bassin template insee_tous_salaries --sortie modele.xlsx
    """
    from bassin.template import write_template

    _say(french(f"{write_template(Settings.from_environment(), jeu, sortie)} est à remplir"))
    return 0


@app.command(cls=Command)
def query(
    sql: Annotated[str, typer.Argument(metavar='"SQL"', help="Requête, en lecture seule.")],
    forme: Annotated[str, typer.Option("--format", metavar="table|csv|json", help="Forme de la réponse.")] = "table",
) -> int:
    """Interroger l'entrepôt publié en SQL.

    Exemple :

    bassin query "select nom_territoire, population_municipale from marts.population
    where niveau = 'perimetre' and millesime = 2022"
    """
    from bassin.query import FORMATS, run_query

    if forme not in FORMATS:
        raise typer.BadParameter(f"{forme} : choisir table, csv ou json", param_hint="--format")
    run_query(Settings.from_environment(), sql, FORMATS[forme])
    return 0


@app.command(cls=Command)
def portrait(
    epci: Annotated[str, typer.Option("--epci", metavar="CODE", help="Code (SIREN) de l'EPCI.")],
    sortie: Annotated[
        Path, typer.Option("--sortie", metavar="DOSSIER", help="Dossier où écrire les fiches.", show_default=False)
    ] = Path("portraits"),
) -> int:
    """Écrire la fiche d'un EPCI et celle de chacune de ses communes, une page A4 chacune, dans le dossier portraits.

    Exemple :

    bassin portrait --epci 246200364 --sortie fiches
    """
    from bassin.portrait import write_portraits

    written = write_portraits(Settings.from_environment(), epci, sortie)
    if not written:
        raise typer.BadParameter(f"« {epci} » n'est le code d'aucun EPCI de l'entrepôt", param_hint="--epci")
    _say(french(f"{len(written)} fiche(s) dans {sortie.resolve()} : {written[0].name}…"))
    return 0


@app.command(cls=Command)
def retirer(
    livraison: Annotated[
        str, typer.Argument(metavar="LIVRAISON", help="Numéro donné par « bassin status --livraisons ».")
    ],
) -> int:
    """Retirer une livraison ; ce qu'elle remplaçait revient.

    Exemple :

    bassin retirer febb62ca8c44
    """
    from bassin.build import withdraw

    back = withdraw(Settings.from_environment(), livraison, _say)
    _say(french(f"reviennent : {', '.join(back)}") if back else "elle ne remplaçait rien")
    return 0


@app.command(cls=Command)
def purger(
    livraisons: Annotated[
        list[str] | None,
        typer.Argument(metavar="LIVRAISONS…", help="Numéros à purger ; sans eux, lister ce qui doit l'être."),
    ] = None,
) -> int:
    """Effacer pour de bon des livraisons et tout ce qui en est fait, ou lister celles dont la conservation est finie.

    Exemples :

    bassin purger

    bassin purger febb62ca8c44
    """
    from bassin.purge import list_overdue, purge

    settings = Settings.from_environment()
    if livraisons:
        purge(settings, livraisons, _say)
    else:
        list_overdue(settings, _say)
    return 0


@app.command(cls=Command)
def publier() -> int:
    """Publier un entrepôt construit qu'un programme ouvert avait empêché de mettre en place."""
    from bassin.build import publish_built

    publish_built(Settings.from_environment())
    return 0


def _say(line: str) -> None:
    print(line, flush=True)


def _tell(refused: tuple[str, ...], unknown: tuple[str, ...], notes: tuple[str, ...]) -> None:
    for note in notes:
        _say(note)
    if unknown:
        _say(french(f"{len(unknown)} fichier(s) sans contrat, laissés de côté :"))
        for path in unknown:
            _say(f"  {path}")
    for sentence in refused:
        print(french(f"REFUSÉ {sentence}"), file=sys.stderr, flush=True)


def main() -> None:
    """Run the command line; failures are French sentences, tracebacks only with `--debug`."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # Windows consoles default to cp1252
    debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    try:
        sys.exit(app(arguments, standalone_mode=False) or 0)
    except Exception as error:
        # What a library quotes of a delivery, or a user of a path, may identify someone; a traceback too.
        sentence = usage_sentence(error)
        told = str(error) if isinstance(error, BuildError) else sentence or _unforeseen(error)
        print(masked(traceback.format_exc() if debug else told), file=sys.stderr)
        sys.exit(2 if sentence else 1)


def _unforeseen(error: Exception) -> str:
    return french(f"{type(error).__name__} : {error} ; relancez avec --debug pour le détail")


if __name__ == "__main__":
    main()
