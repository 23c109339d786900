"""Prints the public names of loadbalancer_interface as a JSON list."""

import json

from loadbalancer_interface import LBConsumers, LBProvider
from loadbalancer_interface.schemas import v1
from ops.framework import Object


def members(cls, base=object):
    fields = getattr(getattr(cls, "_Schema", None), "_declared_fields", {})
    names = {*dir(cls), *fields} - set(dir(base))
    return sorted(f"{cls.__name__}.{name}" for name in names if not name.startswith("_"))


names = []
for cls in (LBProvider, LBConsumers):
    names += members(cls, Object)
for cls in (v1.Request, v1.Response, v1.HealthCheck):
    names += members(cls)
for cls in (v1.Protocols, v1.ErrorTypes):
    names += [f"{cls.__name__}.{each.name}" for each in cls]
print(json.dumps(names))
