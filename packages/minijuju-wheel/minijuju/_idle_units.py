"""When a wait for idle applications ends: by the rules of python-libjuju's Model.wait_for_idle."""

from __future__ import annotations

import time
from collections.abc import Sequence

from minijuju._juju import JujuError, Json


class IdleUnits:
    """Which units are idle, and since when, in the statuses that it has been shown."""

    def __init__(
        self,
        names: Sequence[str] | None,
        *,
        raise_on: Sequence[str],
        idle_period: float,
        status: str | None,
        at_least: int | None,
        exactly: int | None,
    ):
        if at_least is not None and exactly is not None:
            raise ValueError("wait_for_idle: give wait_for_at_least_units or wait_for_exact_units, not both")
        self._names = names
        self._raise_on = raise_on
        self._idle_period = idle_period
        self._status = status
        self._at_least = at_least
        self._exactly = exactly
        self._since: dict[str, float] = {}

    def in_status(self, applications: Json) -> bool:
        """Whether all applications have enough idle units. Takes `applications` of `juju status --format json`."""
        names = list(applications) if self._names is None else self._names
        # Each one is looked at, because an error in any of them ends the wait.
        enough = [name in applications and self._has_enough(name, applications) for name in names]
        return all(enough)

    def _has_enough(self, name: str, applications: Json) -> bool:
        units = _units(name, applications)
        for gone in [unit for unit in self._since if unit.partition("/")[0] == name and unit not in units]:
            del self._since[gone]
        ready = [self._is_ready(unit, view) for unit, view in units.items()]
        if self._at_least:
            return sum(ready) >= self._at_least
        if self._exactly is not None and len(units) != self._exactly:
            return False
        if self._exactly is None and self._at_least is None and not units:
            return False
        return all(ready) and (not units or self._status in (None, applications[name]["application-status"]["current"]))

    def _is_ready(self, unit: str, view: Json) -> bool:
        current = view["workload-status"]["current"]
        if current in self._raise_on:
            raise JujuError(f"{unit} is {current}: {view['workload-status'].get('message', '')}")
        if view["juju-status"]["current"] != "idle" or self._status not in (None, current):
            self._since.pop(unit, None)
            return False
        now = time.monotonic()
        return now - self._since.setdefault(unit, now) >= self._idle_period


def _units(name: str, applications: Json) -> Json:
    """Returns an application's units as in `juju status`, which shows those of a subordinate at their principals."""
    units: Json = dict(applications[name].get("units") or {})
    for view in applications.values():
        for principal in (view.get("units") or {}).values():
            subordinates = principal.get("subordinates") or {}
            units |= {unit: each for unit, each in subordinates.items() if unit.partition("/")[0] == name}
    return units
