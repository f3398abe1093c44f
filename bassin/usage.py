"""The command line's own words in French: help headings and wrong usage, which typer says in English."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

from ingest.refusals import french

_HELP = {
    "Usage: ": "Usage : ",
    "COMMAND [ARGS]...": "COMMANDE [ARGUMENTS]…",
    "Options:": "Options :",
    "Arguments:": "Arguments :",
    "Commands:": "Commandes :",
    "Show this message and exit.": "Afficher cette aide.",
    "[default: table]": "[par défaut : table]",
    "[required]": "[obligatoire]",
}

_WRONG_USAGE = (
    (r"No such option: (\S+)(?: \(Possible options: (.+)\))?", "option inconnue « {0} »"),
    (r"No such command '(.+?)'.*", "commande inconnue « {0} »"),
    (r"Missing (?:argument|option|parameter) '?(.+?)'?\.?", "il manque {0}"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", "« {0} » est de trop"),
    (r"Option '(.+?)' requires an argument\.?", "{0} attend une valeur"),
    (r"Option '(.+?)' does not take a value\.?", "{0} n'attend pas de valeur"),
    (r"Invalid value for '?(.+?)'?: Input should be a valid integer.*", "{0} attend un nombre entier"),
    (
        r"Invalid value for '?(.+?)'?: Input should be greater than or equal to (\d+)",
        "{0} attend au moins {1}",
    ),
    (r"Invalid value for '?(.+?)'?: Input should be less than or equal to (\d+)", "{0} attend au plus {1}"),
    (r"Invalid value for '?(.+?)'?: (.+)", "{0} : {1}"),
)


class _InFrench:
    def get_help(self, ctx: Any) -> str:
        text: str = super().get_help(ctx)  # type: ignore[misc]  # mixed into typer's commands
        for english, words in _HELP.items():
            text = text.replace(english, words)
        return text


class Command(_InFrench, TyperCommand):
    """A command whose help is in French."""


class Group(_InFrench, TyperGroup):
    """A group of commands whose help is in French."""


def usage_sentence(error: Exception) -> str | None:
    """One French sentence for wrong usage; `None` for any other error."""
    if not any(kind.__name__ == "UsageError" for kind in type(error).__mro__):
        return None
    message = str(error.format_message())  # type: ignore[attr-defined]  # typer keeps its errors private
    ctx = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        return message
    for pattern, words in _WRONG_USAGE:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            message = words.format(*(group or "" for group in found.groups()))
            break
    command = ctx.command_path if ctx else "bassin"
    return french(f"{message} ; « {command} --help » montre l'usage")
