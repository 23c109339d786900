"""Prints the public names of the installed ops library as JSON: {"version": …, "names": […]}.

Public are: what `ops.__all__` and `ops.hookcmds.__all__` list, and the members of those classes, without a leading underscore. A member is
listed under the class that defines it; if that class is not public, under the public classes that inherit it. Fields are found by their
annotations and by the assignments to `self` in `__init__`.
"""

import ast
import enum
import inspect
import json
import textwrap

import ops
import ops.hookcmds


def fields_of_init(cls):
    init = vars(cls).get("__init__")
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(init)))
    except (TypeError, OSError, SyntaxError):
        return
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            if isinstance(target, ast.Attribute) and getattr(target.value, "id", "") == "self":
                yield target.attr


def members(cls, public):
    for base in cls.__mro__:
        if not base.__module__.startswith("ops") or (base is not cls and base in public):
            continue
        own = {*vars(base), *vars(base).get("__annotations__", {}), *fields_of_init(base)}
        yield from (name for name in own if not name.startswith("_"))


def names():
    public = {value for name in ops.__all__ if inspect.isclass(value := getattr(ops, name))}
    for name in ops.__all__:
        value = getattr(ops, name)
        yield f"ops.{name}"
        if inspect.isclass(value):
            yield from (f"ops.{name}.{member}" for member in members(value, public))
    for name in ops.hookcmds.__all__:
        yield f"ops.hookcmds.{name}"


print(json.dumps({"version": ops.__version__, "names": sorted(set(names()))}))
