# Long because it has one class for each part of the API, which refer to each other.
"""The fixture ops_test: what tests written for pytest-operator mostly use, by the juju command line instead of a controller's API."""

from __future__ import annotations

import asyncio
import json
import math
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from minijuju._idle_units import IdleUnits
from minijuju._juju import Json, juju as _juju


class Action:
    """An action that was run."""

    def __init__(self, task: Json):
        self.status: str = task["status"]
        self.results: Json = task.get("results", {})
        self.message: str = task.get("message", "")

    async def wait(self) -> Action:
        """Returns at once: the action has ended."""
        return self


class Unit:
    """A unit. Its attributes are those of the moment in which they are read."""

    def __init__(self, model: Model, name: str):
        self._model = model
        self.name = name

    @property
    def _view(self) -> Json:
        application = self.name.partition("/")[0]
        view: Json = self._model.status()["applications"][application]["units"][self.name]
        return view

    @property
    def workload_status(self) -> str:
        return str(self._view["workload-status"]["current"])

    @property
    def workload_status_message(self) -> str:
        return str(self._view["workload-status"].get("message", ""))

    @property
    def agent_status(self) -> str:
        return str(self._view["juju-status"]["current"])

    @property
    def public_address(self) -> str:
        return str(self._view["public-address"])

    async def is_leader_from_status(self) -> bool:
        return bool(self._view.get("leader", False))

    async def run_action(self, action_name: str, **params: Any) -> Action:
        """Runs an action until it ends. Parameters are passed as they are."""
        file = self._model.folder / f"{secrets.token_hex(4)}.json"
        file.write_text(json.dumps(params))
        tasks = json.loads(await self._model.juju("run", self.name, action_name, "--params", str(file), "--format", "json"))
        return Action(tasks[self.name])


class Application:
    """An application. Its attributes are those of the moment in which they are read."""

    def __init__(self, model: Model, name: str):
        self._model = model
        self.name = name

    @property
    def status(self) -> str:
        return str(self._model.status()["applications"][self.name]["application-status"]["current"])

    @property
    def units(self) -> list[Unit]:
        names = self._model.status()["applications"][self.name].get("units", {})
        return [Unit(self._model, name) for name in sorted(names, key=lambda name: int(name.partition("/")[2]))]

    async def set_config(self, config: Mapping[str, object]) -> None:
        await self._model.juju("config", self.name, *_pairs(config))

    async def get_config(self) -> Json:
        config: Json = json.loads(await self._model.juju("config", self.name, "--format", "json"))
        return dict(config["settings"])

    async def add_unit(self, count: int = 1) -> None:
        await self._model.juju("add-unit", self.name, "--num-units", str(count))

    async def refresh(self, path: str | Path) -> None:
        await self._model.juju("refresh", self.name, "--path", str(path))

    async def remove(self) -> None:
        await self._model.juju("remove-application", "--no-prompt", self.name)


class Model:
    """The model of a module's tests."""

    def __init__(self, name: str, folder: Path):
        self.name = name
        self.folder = folder

    def status(self) -> Json:
        """Returns what `juju status --format json` prints."""
        status: Json = json.loads(_juju("status", "--model", self.name, "--format", "json"))
        return status

    async def juju(self, command: str, *args: str) -> str:
        """Runs a juju command in this model and returns its output."""
        return await asyncio.to_thread(_juju, command, "--model", self.name, *args)

    @property
    def applications(self) -> dict[str, Application]:
        return {name: Application(self, name) for name in self.status()["applications"]}

    @property
    def units(self) -> dict[str, Unit]:
        return {unit.name: unit for application in self.applications.values() for unit in application.units}

    async def deploy(
        self,
        entity_url: str | Path,
        application_name: str | None = None,
        bind: Mapping[str, str] | None = None,
        channel: str | None = None,
        config: Mapping[str, object] | None = None,
        constraints: str | Mapping[str, object] | None = None,
        force: bool = False,
        num_units: int | None = None,
        overlays: Iterable[str | Path] = (),
        base: str | None = None,
        resources: Mapping[str, str | Path] | None = None,
        series: str | None = None,
        revision: str | int | None = None,
        storage: Mapping[str, str | Mapping[str, object]] | None = None,
        to: str | Iterable[str] | None = None,
        devices: Mapping[str, object] | None = None,
        trust: bool = False,
        attach_storage: Iterable[str] = (),
    ) -> Application | list[Application]:
        """Deploys a packed charm, by path or name, or a bundle, whose new applications it returns.

        The options are those of libjuju. What minijuju cannot do is a warning (JujuWarning) or refused.
        """
        if devices:
            raise NotImplementedError("deploy: minijuju has no devices")
        args = [str(entity_url), *([] if application_name is None else [application_name])]
        placements = [to] if isinstance(to, str) else list(to or [])
        values = {
            "--num-units": num_units,
            "--channel": channel,
            "--base": base,
            "--series": series,
            "--revision": revision,
            "--to": ",".join(placements) or None,
            "--bind": " ".join(f"{endpoint}={space}" for endpoint, space in (bind or {}).items()) or None,
            "--constraints": constraints if isinstance(constraints, str) else " ".join(_pairs(constraints or {})) or None,
        }
        lists = {
            "--config": _pairs(config or {}),
            "--resource": _pairs(resources or {}),
            "--storage": [f"{name}={_directive(directive)}" for name, directive in (storage or {}).items()],
            "--overlay": overlays,
            "--attach-storage": attach_storage,
        }
        for flag, value in values.items():
            args += [] if value is None else [flag, str(value)]
        for flag, items in lists.items():
            for item in items:
                args += [flag, str(item)]
        args += [flag for flag, is_set in {"--force": force, "--trust": trust}.items() if is_set]
        before = set(self.status()["applications"])
        await self.juju("deploy", *args)
        added = [Application(self, name) for name in self.status()["applications"] if name not in before]
        is_bundle = Path(entity_url).is_dir() or Path(entity_url).suffix in (".yaml", ".yml", ".zip")
        return added if is_bundle else added[0]

    async def integrate(self, first: str, second: str) -> None:
        await self.juju("integrate", first, second)

    async def add_relation(self, first: str, second: str) -> None:
        await self.integrate(first, second)

    relate = add_relation

    async def remove_application(
        self,
        app_name: str,
        block_until_done: bool = False,
        force: bool = False,
        destroy_storage: bool = False,
        no_wait: bool = False,
        timeout: float | None = None,
    ) -> None:
        flags = {"--force": force, "--destroy-storage": destroy_storage, "--no-wait": no_wait}
        await self.juju("remove-application", "--no-prompt", *(flag for flag, is_set in flags.items() if is_set), app_name)
        if block_until_done:
            await self.block_until(lambda: app_name not in self.status()["applications"], timeout=timeout)

    async def block_until(self, *conditions: Callable[[], bool], timeout: float | None = 600, wait_period: float = 0.2) -> None:
        """Waits until all conditions hold."""
        end = math.inf if timeout is None else time.monotonic() + timeout
        while not all(condition() for condition in conditions):
            if time.monotonic() > end:
                # Another class than TimeoutError before Python 3.11, and the one of libjuju.
                raise asyncio.TimeoutError(f"not within {timeout} s; the model:\n{_juju('status', '--model', self.name)}")
            await asyncio.sleep(wait_period)

    async def wait_for_idle(
        self,
        apps: Iterable[str] | None = None,
        raise_on_error: bool = True,
        raise_on_blocked: bool = False,
        wait_for_active: bool = False,
        timeout: float | None = 600,
        idle_period: float = 0,
        check_freq: float = 0.2,
        status: str | None = None,
        wait_for_at_least_units: int | None = None,
        wait_for_exact_units: int | None = None,
    ) -> None:
        """Waits until each of these applications, or of all, has enough idle units with the status, as libjuju's method does.

        Times are in seconds. `idle_period` is how long units have to stay so. libjuju's default is 15, because a controller may
        begin hooks later; minijuju begins them at once. With `wait_for_at_least_units`, that many units are enough; otherwise an
        application needs one unit, or exactly `wait_for_exact_units`, and all of its units have to be ready.

        Raises JujuError if a unit fails and TimeoutError of asyncio if it takes longer.
        """
        if isinstance(apps, str):
            raise TypeError(f'wait_for_idle: apps is a list of names, not "{apps}"')
        idle = IdleUnits(
            None if apps is None else list(apps),
            raise_on=[name for name, is_set in (("error", raise_on_error), ("blocked", raise_on_blocked)) if is_set],
            idle_period=idle_period,
            status="active" if wait_for_active else status,
            at_least=wait_for_at_least_units,
            exactly=wait_for_exact_units,
        )
        await self.block_until(lambda: idle.in_status(self.status()["applications"]), timeout=timeout, wait_period=check_freq)


class OpsTest:
    """What the fixture ops_test returns."""

    def __init__(self, module: str, folder: Path):
        self.tmp_path = folder
        self.model_name = f"{module.replace('_', '-').lower()}-{secrets.token_hex(2)}"
        _juju("add-model", self.model_name)
        self.model = Model(self.model_name, folder)

    def end(self) -> None:
        """Destroys the model."""
        _juju("destroy-model", "--no-prompt", "--force", "--destroy-storage", self.model_name)

    async def build_charm(self, path: str | Path) -> Path:
        """Returns a packed charm: the path itself, the only .charm in the folder, or what charmcraft packs there."""
        place = Path(path)
        if place.is_file():
            return place.resolve()
        packed = sorted(place.glob("*.charm"))
        if not packed:
            charmcraft = shutil.which("charmcraft")
            if charmcraft is None:
                raise FileNotFoundError(f"{place.resolve()} contains no .charm: pack it first, or install charmcraft")
            await asyncio.to_thread(subprocess.run, [charmcraft, "pack"], cwd=place, check=True)
            packed = sorted(place.glob("*.charm"))
        if len(packed) != 1:
            raise FileNotFoundError(f"{place.resolve()} contains {len(packed)} packed charms: name one of them")
        return packed[0].resolve()

    async def build_charms(self, *paths: str | Path) -> dict[str, Path]:
        """Returns packed charms by the names of their files, without what follows an underscore."""
        charms = [await self.build_charm(path) for path in paths]
        return {charm.stem.partition("_")[0]: charm for charm in charms}

    async def juju(
        self,
        *args: str,
        cwd: str | Path | None = None,
        check: bool = False,
        fail_msg: str | None = None,
        stdin: bytes | None = None,
    ) -> tuple[int, str, str]:
        """Runs a juju command in the model of the tests. Returns its exit code, its output and its messages.

        With `check`, a command that fails raises AssertionError with `fail_msg` and what the command printed, as in pytest-operator.
        """
        command = ["juju", *map(str, args)]
        env = {**os.environ, "JUJU_MODEL": self.model_name}
        end = await asyncio.to_thread(subprocess.run, command, check=False, capture_output=True, cwd=cwd, env=env, input=stdin)
        output, messages = end.stdout.decode(), end.stderr.decode()
        if check and end.returncode != 0:
            raise AssertionError(f"{fail_msg or f'Command {command} failed'} ({end.returncode}): {(messages or output).strip()}")
        return end.returncode, output, messages

    @asynccontextmanager
    async def fast_forward(self, fast_interval: str = "10s", slow_interval: str | None = None) -> AsyncIterator[None]:
        """Runs update-status more often; afterwards as often as before, or at `slow_interval`."""
        key = "update-status-hook-interval"
        after = slow_interval or (await self.model.juju("model-config", key)).strip()
        await self.model.juju("model-config", f"{key}={fast_interval}")
        try:
            yield
        finally:
            await self.model.juju("model-config", f"{key}={after}")


def _pairs(values: Mapping[str, object]) -> list[str]:
    return [f"{key}={_text(value)}" for key, value in values.items()]


def _directive(storage: str | Mapping[str, object]) -> str:
    """Returns what one unit gets of a storage, in juju's form. libjuju also takes a map, with the size in MiB."""
    if isinstance(storage, str):
        return storage
    unknown = set(storage) - {"pool", "count", "size"}
    if unknown:
        raise TypeError(f"deploy: a storage has pool, count and size, not {', '.join(sorted(unknown))}")
    size = f"{storage['size']}M" if "size" in storage else None
    return ",".join(str(part) for part in (storage.get("pool"), storage.get("count"), size) if part is not None)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
