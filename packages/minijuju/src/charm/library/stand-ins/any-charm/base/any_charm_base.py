"""The base class of a charm whose code comes from the option src-overwrite."""

import json
from typing import Any

import ops


class AnyCharmBase(ops.CharmBase):
    """Is active after its start, and has the actions rpc and get-relation-data."""

    def __init__(self, framework: ops.Framework, *args: Any):
        super().__init__(framework, *args)
        framework.observe(self.on.start, self._any_start)
        framework.observe(self.on["rpc"].action, self._any_rpc)
        framework.observe(self.on["get-relation-data"].action, self._any_relation_data)

    def _any_start(self, _: ops.StartEvent) -> None:
        self.unit.status = ops.ActiveStatus()

    def _any_rpc(self, event: ops.ActionEvent) -> None:
        try:
            method = getattr(self, event.params["method"])
            result = method(*json.loads(event.params["args"]), **json.loads(event.params["kwargs"]))
            event.set_results({"return": json.dumps(result)})
        except Exception as error:  # Whatever a test's method raises is the action's failure.
            event.fail(repr(error))

    def _any_relation_data(self, event: ops.ActionEvent) -> None:
        relations = [
            relation
            for name, meta in self.meta.relations.items()
            if meta.role != ops.RelationRole.peer
            for relation in self.model.relations[name]
        ]
        try:
            event.set_results({"relation-data": json.dumps([self._databags(relation) for relation in relations])})
        except ops.ModelError as error:
            event.fail(repr(error))

    def _databags(self, relation: ops.Relation) -> dict[str, Any]:
        own = [self.model.get_unit(f"{self.app.name}/{number}") for number in range(self.app.planned_units())]
        applications = [self.app, relation.app]
        return {
            "relation": relation.name,
            "other_application_name": relation.app.name,
            "application_data": {app.name: dict(relation.data[app]) for app in applications},
            "unit_data": {unit.name: dict(relation.data[unit]) for unit in [*relation.units, *own]},
        }
