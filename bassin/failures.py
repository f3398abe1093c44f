"""What the command line says when it cannot go on."""

from __future__ import annotations


class BuildError(Exception):
    """Something failed (exit code 1); the message is one or more French sentences."""
