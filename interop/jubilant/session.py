"""Uses jubilant on minijuju as an operator's tests do. Prints a line of JSON for each successful step.

usage: session.py <command> <provider.charm> <consumer.charm> <python-consumer.charm> <with-actions.charm>
"""

import functools
import json
import sys

import jubilant

command, provider, consumer, python_consumer, with_actions = sys.argv[1:]
juju = jubilant.Juju(cli_binary=command, wait_timeout=240)
# Asks more often than jubilant does by itself: a model of minijuju settles in less than a second.
wait = functools.partial(juju.wait, delay=0.2)


def step(name, **facts):
    print(json.dumps({"step": name, **facts}), flush=True)


version = juju.version()
assert (version.major, version.minor) >= (3, 6), version
juju.add_model("stranger")
info = juju.show_model()
assert info.short_name == "stranger" and info.model_type == "iaas", info
step("model")

juju.deploy(provider, config={"address": "192.0.2.7"})
juju.deploy(consumer, "web", num_units=2)
juju.deploy(python_consumer, "py")
juju.integrate("web", "lb-provider")
juju.integrate("py:lb-provider", "lb-provider:lb-consumers")
status = wait(lambda status: jubilant.all_active(status) and jubilant.all_agents_idle(status))
assert len(status.apps["web"].units) == 2
assert status.apps["py"].app_status.message == "reachable at 192.0.2.7", status.apps["py"]
assert status.apps["web"].relations["lb-provider"][0].related_app == "lb-provider"
step("integrate", units=sorted(status.get_units("web")), leader=[n for n, u in status.get_units("web").items() if u.leader])

assert juju.config("lb-provider")["address"] == "192.0.2.7"
juju.config("py", {"public": False})
wait(lambda status: status.apps["py"].is_blocked)
# Not a reset: on Juju 4.0 that runs no hook.
juju.config("py", {"public": True})
wait(lambda status: jubilant.all_active(status) and jubilant.all_agents_idle(status))
juju.config("web", {"port": 443})
assert juju.config("web")["port"] == 443
juju.config("web", reset=["port"])
assert juju.config("web")["port"] == 80
step("config")

unit = juju.show_unit("web/0")
relation = unit.relation_info[0]
assert relation.endpoint == "lb-provider" and relation.related_units["lb-provider/0"].in_scope
# Juju 3.6 shows a unit the other application's databag, 4.0 its own.
provided = next(r for r in juju.show_unit("lb-provider/0").relation_info if "web/0" in r.related_units)
assert "192.0.2.7" in {**provided.app_data, **relation.app_data}["response_web"]
step("show_unit")

juju.deploy(with_actions, "acts")
wait(lambda status: jubilant.all_active(status, "acts"))
task = juju.run("acts/0", "greet", {"name": "Ada"})
assert task.success and task.results["greeting"] == "hello Ada" and task.log, task
try:
    juju.run("acts/leader", "refuse")
    raise AssertionError("a refused action passed")
except jubilant.TaskError as error:
    assert error.task.status == "failed" and error.task.message == "not now", error.task
try:
    juju.run("acts/0", "break")
    raise AssertionError("a broken action passed")
except jubilant.TaskError as error:
    assert error.task.return_code == 4, error.task
task = juju.exec("is-leader", unit="acts/0")
assert task.stdout == "True\n", task
try:
    juju.exec("exit 3", unit="acts/0")
    raise AssertionError("a failing command passed")
except jubilant.TaskError as error:
    assert error.task.return_code == 3, error.task
try:
    juju.exec("sleep 5", unit="acts/0", wait=0.2)
    raise AssertionError("a slow command passed")
except TimeoutError:
    pass
assert juju.ssh("web/0", "echo there") == "there\n"
step("run and exec")

juju.add_unit("web")
wait(lambda status: len(status.apps["web"].units) == 3 and jubilant.all_active(status, "web"))
juju.remove_unit("web/2")
wait(lambda status: len(status.apps["web"].units) == 2)
juju.refresh("web", path=consumer)
wait(lambda status: status.apps["web"].charm_rev == 1 and jubilant.all_active(status, "web"))
assert "ran \"upgrade-charm\" hook" in juju.debug_log(limit=1000)
step("units and refresh")

juju.remove_relation("web", "lb-provider")
wait(lambda status: status.apps["web"].is_waiting)
juju.remove_application("web", "py", "lb-provider", "acts")
wait(lambda status: not status.apps)
try:
    juju.remove_application("web")
    raise AssertionError("an unknown application was removed")
except jubilant.CLIError as error:
    assert 'application "web" not found' in error.stderr, error.stderr
juju.destroy_model("stranger")
step("removal")
