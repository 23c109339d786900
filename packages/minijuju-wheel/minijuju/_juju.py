"""The juju command line."""

from __future__ import annotations

import subprocess
import warnings
from typing import Any

Json = dict[str, Any]


class JujuError(Exception):
    """A juju command or a unit has failed. The message says why."""


class JujuWarning(UserWarning):
    """A juju command has said that something does not take effect."""


def juju(*args: str) -> str:
    """Runs the juju on PATH and returns its output. Raises JujuError if it fails. Its warnings are Python's."""
    end = subprocess.run(["juju", *args], check=False, capture_output=True, text=True)
    if end.returncode != 0:
        raise JujuError(f"juju {' '.join(args)} ended with {end.returncode}: {end.stderr.strip()}")
    for line in end.stderr.splitlines():
        if line.startswith("WARNING "):
            warnings.warn(f"juju {args[0]}: {line.removeprefix('WARNING ')}", JujuWarning, stacklevel=2)
    return end.stdout
