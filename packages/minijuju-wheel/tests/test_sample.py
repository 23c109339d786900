"""The sample of the Python library's page on its test charms, as it is written there."""

import asyncio
import time

import pytest

from minijuju._juju import JujuError


async def test_build_and_deploy(ops_test, lb_charms):
    my_charm = await ops_test.build_charm(".")
    lb_provider = await ops_test.build_charm(lb_charms.lb_provider)
    await ops_test.model.deploy(my_charm)
    await ops_test.model.deploy(lb_provider)
    await ops_test.model.add_relation("my-charm", "lb-provider")


async def test_what_follows_in_most_suites(ops_test):
    model = ops_test.model
    await model.applications["lb-provider"].set_config({"address": "192.0.2.7"})
    await model.wait_for_idle(apps=["my-charm", "lb-provider"], status="active", timeout=120)
    unit = model.applications["my-charm"].units[0]
    assert (unit.name, unit.workload_status_message) == ("my-charm/0", "reachable at 192.0.2.7")
    assert await unit.is_leader_from_status()
    assert (await model.applications["lb-provider"].get_config())["address"]["value"] == "192.0.2.7"
    code, output, _ = await ops_test.juju("exec", "--model", ops_test.model_name, "--unit", "my-charm/0", "is-leader")
    assert (code, output) == (0, "True\n")


async def test_waiting_counts_units(ops_test):
    model = ops_test.model
    for wanted in ({"wait_for_at_least_units": 2}, {"wait_for_exact_units": 2}, {"apps": ["no-such-application"]}):
        with pytest.raises(asyncio.TimeoutError):
            await model.wait_for_idle(**{"apps": ["my-charm"], **wanted}, timeout=0.5)
    await model.applications["my-charm"].add_unit()
    await model.wait_for_idle(apps=["my-charm"], status="active", wait_for_exact_units=2, timeout=120)
    await model.wait_for_idle(apps=["my-charm"], status="active", wait_for_at_least_units=1, timeout=120)
    begin = time.monotonic()
    await model.wait_for_idle(idle_period=1, timeout=120)
    assert time.monotonic() - begin >= 1
    for wrong in ({"wait_for_units": 2}, {"apps": "my-charm"}):
        with pytest.raises(TypeError):
            await model.wait_for_idle(**wrong)


async def test_a_failed_command_fails_the_test(ops_test):
    code, _, messages = await ops_test.juju("config", "no-such-application")
    assert (code, messages) == (1, 'ERROR application "no-such-application" not found\n')
    with pytest.raises(AssertionError, match=r"^no options \(1\): ERROR application \"no-such-application\" not found$"):
        await ops_test.juju("config", "no-such-application", check=True, fail_msg="no options")
    with pytest.raises(AssertionError, match="Command .*'dance'.* failed"):
        await ops_test.juju("dance", check=True)
    with pytest.raises(TypeError):
        await ops_test.juju("status", chekc=True)


async def test_fast_forward_restores_the_interval(ops_test):
    async def interval() -> str:
        return (await ops_test.model.juju("model-config", "update-status-hook-interval")).strip()

    await ops_test.model.juju("model-config", "update-status-hook-interval=7m")
    with pytest.raises(ZeroDivisionError):
        async with ops_test.fast_forward("30s"):
            assert await interval() == "30s"
            raise ZeroDivisionError
    assert await interval() in ("7m", "7m0s")
    async with ops_test.fast_forward("30s", slow_interval="9m"):
        pass
    assert await interval() in ("9m", "9m0s")


async def test_options_of_deploy_act_or_say_so(ops_test, lb_charms):
    model = ops_test.model
    charm = lb_charms.lb_provider
    application = await model.deploy(
        str(charm), application_name="options", num_units=2, constraints={"mem": "1G"}, bind={"lb-consumers": "alpha"}, trust=True
    )
    assert [unit.name for unit in application.units] == ["options/0", "options/1"]
    assert (await model.juju("constraints", "options")).strip() == "mem=1024M"
    machine = model.status()["applications"]["options"]["units"]["options/0"]["machine"]
    beside = await model.deploy(charm, "beside", to=machine)
    assert model.status()["applications"]["beside"]["units"]["beside/0"]["machine"] == machine
    with pytest.warns(UserWarning, match="juju deploy: --base has no effect on a charm that is a file"):
        await model.deploy(charm, "based", base="ubuntu@24.04")
    with pytest.raises(TypeError):
        await model.deploy(charm, "unknown", number_of_units=2)
    with pytest.raises(NotImplementedError):
        await model.deploy(charm, "device", devices={"gpu": "1"})
    with pytest.raises(JujuError, match='has no store called "data"'):
        await model.deploy(charm, "storage", storage={"data": {"size": 1024, "count": 2}})
    bundle = ops_test.tmp_path / "bundle.yaml"
    bundle.write_text(f"applications:\n  bundled: {{ charm: {charm}, num_units: 1 }}\n")
    assert [each.name for each in await model.deploy(bundle)] == ["bundled"]
    for each in (application, beside, *(model.applications[name] for name in ("based", "bundled"))):
        await each.remove()
    await model.block_until(lambda: set(model.applications) == {"lb-provider", "my-charm"}, timeout=120)


async def test_a_removed_application_is_gone(ops_test):
    await ops_test.model.remove_application("my-charm", block_until_done=True, timeout=120)
    assert list(ops_test.model.applications) == ["lb-provider"]
