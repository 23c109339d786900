"""The sample of the Python library's page on its test charms, as it is written there."""


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
