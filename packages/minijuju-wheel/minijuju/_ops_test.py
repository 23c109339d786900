"""The fixture ops_test: what tests written for pytest-operator mostly use, by the juju command line instead of a controller's API."""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

Json = dict[str, Any]


class JujuError(Exception):
    """A juju command has failed. The message is what it printed."""


def _juju(*args: str) -> str:
    end = subprocess.run(["juju", *args], check=False, capture_output=True, text=True)
    if end.returncode != 0:
        raise JujuError(f"juju {' '.join(args)} ended with {end.returncode}: {end.stderr.strip()}")
    return end.stdout


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
        await self._model.juju("config", self.name, *(f"{key}={_text(value)}" for key, value in config.items()))

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
        charm: str | Path,
        application_name: str | None = None,
        *,
        num_units: int = 1,
        config: Mapping[str, object] | None = None,
        resources: Mapping[str, str | Path] | None = None,
        channel: str | None = None,
        revision: int | None = None,
        **ignored: object,
    ) -> Application:
        """Deploys a packed charm, by path or name. Other options of libjuju, as base and constraints, have no effect here."""
        args = [str(charm), *([] if application_name is None else [application_name]), "--num-units", str(num_units)]
        for key, value in (config or {}).items():
            args += ["--config", f"{key}={_text(value)}"]
        for key, file in (resources or {}).items():
            args += ["--resource", f"{key}={file}"]
        args += [] if channel is None else ["--channel", channel]
        args += [] if revision is None else ["--revision", str(revision)]
        before = set(self.status()["applications"])
        await self.juju("deploy", *args)
        added = set(self.status()["applications"]) - before
        return Application(self, application_name or added.pop())

    async def integrate(self, first: str, second: str) -> None:
        await self.juju("integrate", first, second)

    async def add_relation(self, first: str, second: str) -> None:
        await self.integrate(first, second)

    relate = add_relation

    async def remove_application(self, name: str, **_: object) -> None:
        await Application(self, name).remove()

    async def block_until(self, *conditions: Callable[[], bool], timeout: float = 600, wait_period: float = 0.2) -> None:
        """Waits until all conditions hold."""
        end = time.monotonic() + timeout
        while not all(condition() for condition in conditions):
            if time.monotonic() > end:
                # Another class than TimeoutError before Python 3.11, and the one of libjuju.
                raise asyncio.TimeoutError(f"not within {timeout} s; the model:\n{_juju('status', '--model', self.name)}")
            await asyncio.sleep(wait_period)

    async def wait_for_idle(
        self,
        apps: Iterable[str] | None = None,
        *,
        status: str | None = None,
        wait_for_active: bool = False,
        raise_on_error: bool = True,
        raise_on_blocked: bool = False,
        wait_for_exact_units: int | None = None,
        timeout: float = 600,
        **_: object,
    ) -> None:
        """Waits until no hook runs in these applications, or in all, and they have the status."""
        wanted = "active" if wait_for_active else status

        def settled() -> bool:
            views: Json = self.status()["applications"]
            names = list(views) if apps is None else list(apps)
            return all(name in views and ready(name, views[name]) for name in names)

        def ready(name: str, view: Json) -> bool:
            units = view.get("units", {})
            if wait_for_exact_units is not None and len(units) != wait_for_exact_units:
                return False
            for unit, each in units.items():
                current = each["workload-status"]["current"]
                if (raise_on_error and current == "error") or (raise_on_blocked and current == "blocked"):
                    raise JujuError(f"{unit} is {current}: {each['workload-status'].get('message', '')}")
                if each["juju-status"]["current"] != "idle" or wanted not in (None, current):
                    return False
            return wanted in (None, view["application-status"]["current"])

        await self.block_until(settled, timeout=timeout)


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

    async def juju(self, *args: str, **_: object) -> tuple[int, str, str]:
        """Runs a juju command. Returns its exit code, its output and its messages."""
        end = await asyncio.to_thread(subprocess.run, ["juju", *args], check=False, capture_output=True, text=True)
        return end.returncode, end.stdout, end.stderr

    @asynccontextmanager
    async def fast_forward(self, fast_interval: str = "10s", **_: object) -> AsyncIterator[None]:
        """Runs update-status more often."""
        await self.model.juju("model-config", f"update-status-hook-interval={fast_interval}")
        yield
        await self.model.juju("model-config", "--reset", "update-status-hook-interval")


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
