"""The fixture ops_test, and asynchronous tests without a marker. Registered only while minijuju is in place of juju."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator

import pytest

from minijuju._ops_test import OpsTest


@pytest.fixture(scope="module")
def ops_test(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpsTest]:
    """A model of its own for the tests of a module, with the part of pytest-operator's methods that needs no controller."""
    name = request.module.__name__.rpartition(".")[-1]
    ops_test = OpsTest(name, tmp_path_factory.mktemp(name))
    yield ops_test
    ops_test.end()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Runs asynchronous tests with ops_test as the page on test charms writes them: without a marker."""
    function = pyfuncitem.obj
    is_marked = pyfuncitem.get_closest_marker("asyncio") is not None
    if "ops_test" not in pyfuncitem.fixturenames or is_marked or not inspect.iscoroutinefunction(function):
        return None
    names = inspect.signature(function).parameters
    asyncio.run(function(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True
