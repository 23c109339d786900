"""The juju command line."""

from __future__ import annotations

import subprocess
from typing import Any

Json = dict[str, Any]


class JujuError(Exception):
    """A juju command or a unit has failed. The message says why."""


def juju(*args: str) -> str:
    """Runs the juju on PATH and returns its output. Raises JujuError if it fails."""
    end = subprocess.run(["juju", *args], check=False, capture_output=True, text=True)
    if end.returncode != 0:
        raise JujuError(f"juju {' '.join(args)} ended with {end.returncode}: {end.stderr.strip()}")
    return end.stdout
