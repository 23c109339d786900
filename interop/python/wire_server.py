"""Runs the Python library in a process: one JSON request per line in, one JSON reply per line out.

A request names an operation and many documents, to share the cost of a line. The operations parse and serialize as the library does
(`read`, `write`, `send`). `read-adapted` first removes the library's known defects from the documents; the TypeScript library must
parse the rest with the same outcome. The numbers of the defects are explained in `interop/wire-deviations.ts`.
"""

import json
import platform
import sys
import unicodedata
from dataclasses import dataclass, field
from importlib.metadata import version

from loadbalancer_interface.schemas.v1 import ErrorTypes, HealthCheck, Request, Response
from marshmallow import ValidationError

# Limits of the TypeScript library: integers that JavaScript represents exactly, and a nesting that cannot exhaust the stack.
LARGEST = 2**53 - 1
DEEPEST = 200
NO_MEMBER = "\0no member\0"
NEW = {"request": Request, "response": lambda: Response(Request()), "healthcheck": HealthCheck}
KNOWN = {kind: set(new()._schema.fields) for kind, new in NEW.items()}


def load(kind, text):
    """Parses a text as charms do."""
    if kind == "request":
        return Request.loads(text)
    if kind == "response":
        return Request.loads(None, text).response
    return HealthCheck()._update(json.loads(text))


def outcome(make):
    """The result: the normalised text and hash, the errors of fields, or the uncaught exception."""
    try:
        thing = make()
        return {"text": thing.dumps(), "hash": thing.hash}
    except ValidationError as error:
        return {"errors": list(flat(error.messages, []))}
    except Exception as error:
        return {"crash": type(error).__name__, "message": str(error)}


def flat(messages, path):
    """Flattens errors to pairs of field path and message. `_schema` means the document, unless it is the name of an unknown field."""
    if isinstance(messages, dict):
        for key, inner in messages.items():
            whole = key == "_schema" and isinstance(inner, list) and inner != ["Unknown field."]
            yield from flat(inner, path if whole else path + [str(key)])
    else:
        for message in messages if isinstance(messages, list) else [messages]:
            yield path, message


def read(kind, texts):
    return [outcome(lambda: load(kind, text)) for text in texts]


def read_adapted(kind, texts, only=None):
    """Like `read`, for documents without the deviations of the table; also returns which deviations the document had."""
    answers = []
    for text in texts:
        adapted = adapt(kind, text, only)
        answer = adapted.refusal or outcome(lambda: NEW[kind]()._update(adapted.document))
        if "errors" in answer:
            answer["errors"] = [(path, adapted.reworded(message)) for path, message in answer["errors"]]
        answers.append({**answer, "deviations": sorted(adapted.deviations), "unknown": adapted.unknown})
    return answers


def write(kind, documents):
    return [outcome(lambda: assembled(kind, fields)) for fields in documents]


def assembled(kind, fields):
    """Sets attributes as a charm does."""
    thing = NEW[kind]()
    if kind == "request":
        for check in fields.pop("health_checks", []):
            thing.health_checks.append(assembled("healthcheck", check))
        fields["port_mapping"] = {int(port): target for port, target in fields["port_mapping"].items()}
    if kind != "response":
        fields["protocol"] = Request.protocols(fields["protocol"])
    elif fields["error"]:
        fields["error"] = Response.error_types[fields["error"]]
    for name, value in fields.items():
        setattr(thing, name, value)
    return thing


def send(documents):
    """Seals requests as `LBProvider.send_request` does: computes the hash of the request without a hash and adds it."""

    def sealed(fields):
        request = assembled("request", fields)
        request.sent_hash = None
        request.sent_hash = request.hash
        return request

    return [outcome(lambda: sealed(fields)) for fields in documents]


def characters():
    """Ranges of code points: those that this Python's Unicode version assigns, and of these the ones that `int` reads as digits or skips."""
    known = ranges(range(0x110000), lambda one: unicodedata.category(one) != "Cn")
    codes = [code for first, last in known for code in range(first, last + 1)]
    return {
        "assigned": known,
        "digits": ranges(codes, is_integer),
        "spaces": ranges(codes, lambda one: one not in "+-" and not is_integer(one) and is_integer(one + "1")),
    }


def is_integer(text):
    try:
        int(text)
        return True
    except ValueError:
        return False


def ranges(codes, holds):
    found = []
    for code in codes:
        if holds(chr(code)):
            if found and found[-1][1] == code - 1:
                found[-1][1] = code
            else:
                found.append([code, code])
    return found


def about():
    return {
        "python": platform.python_version(),
        "unicode": unicodedata.unidata_version,
        "library": version("loadbalancer_interface"),
        "marshmallow": version("marshmallow"),
    }


@dataclass
class Adapted:
    document: dict = None
    """The document without its deviations."""
    refusal: dict = None
    """The outcome, if there is no document to load."""
    deviations: set = field(default_factory=set)
    unknown: list = field(default_factory=list)
    """Paths of the unknown fields that were removed."""
    names: dict = field(default_factory=dict)
    """Placeholders in messages, and the original texts."""

    def reworded(self, message):
        for placeholder, name in self.names.items():
            message = message.replace(placeholder, name)
        return message


class TooLargeKey(str):
    """A key that raises the same error as infinity does in the library."""

    def __int__(self):
        raise OverflowError


class NoDocument:
    """Does not crash the library as text and numbers do; the library then refuses it because it is not an object."""

    def update(self, _more):
        pass


def adapt(kind, text, only=None):
    """Removes deviations from the document; `only` restricts it to one number."""
    adapted = Adapted()

    def selected(number):
        return only is None or only == number

    def met(number):
        adapted.deviations.add(number)

    def refuse(number, message):
        met(number)
        adapted.refusal = {"errors": [([], message)]}
        return adapted

    if text == "" and selected("L13"):
        return refuse("L13", "Expecting value: line 1 column 1 (char 0)")
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        return refuse("D7", str(error))
    except RecursionError:
        return refuse("D7", "Nested too deeply")
    except ValueError:
        return refuse("D7", "Number has too many digits")
    if selected("D7") and depth(document) > DEEPEST:
        return refuse("D7", "Nested too deeply")
    if document is None:
        document = {}
    if not isinstance(document, dict):
        return refuse("D7", "Invalid input type.")

    if selected("D5"):
        document = without_unknown(kind, document, [], adapted)
    if kind == "request":
        checks = document.get("health_checks")
        if isinstance(checks, list):
            document["health_checks"] = [health_check(check, index, selected, adapted) for index, check in enumerate(checks)]
        ports = document.get("port_mapping")
        if isinstance(ports, dict) and selected("D33"):
            document["port_mapping"] = {
                replaced(port, TooLargeKey(port), met): replaced(target, float("inf"), met) for port, target in ports.items()
            }
    if kind == "healthcheck" and selected("D33"):
        cap_integers(document, met)
    if kind == "response":
        error = document.get("error")
        if error == "provider error" and selected("D31"):
            met("D31")
            document["error"] = "provider_error"
        elif isinstance(error, str) and error not in ErrorTypes.__members__ and hasattr(ErrorTypes, error) and selected("L19"):
            met("L19")
            adapted.names[NO_MEMBER] = error
            document["error"] = NO_MEMBER
        fields = document.get("error_fields")
        if isinstance(fields, dict) and selected("D32"):
            if any(not isinstance(value, str) for value in fields.values()):
                met("D32")
            document["error_fields"] = {
                name: value if isinstance(value, str) else json.dumps(value, sort_keys=True) for name, value in fields.items()
            }
    adapted.document = document
    return adapted


def depth(document):
    deepest, open_values = 0, [(document, 0)]
    while open_values:
        value, level = open_values.pop()
        deepest = max(deepest, level)
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
        open_values.extend((one, level + 1) for one in inner)
    return deepest


def without_unknown(kind, document, path, adapted):
    for name in document:
        if name not in KNOWN[kind]:
            adapted.deviations.add("D5")
            adapted.unknown.append(path + [name])
    return {name: value for name, value in document.items() if name in KNOWN[kind]}


def health_check(check, index, selected, adapted):
    if isinstance(check, dict):
        if selected("D5"):
            check = without_unknown("healthcheck", check, ["health_checks", str(index)], adapted)
        if selected("D33"):
            cap_integers(check, adapted.deviations.add)
        return check
    if check is None or not selected("D7"):
        return check
    adapted.deviations.add("D7")
    return NoDocument()


def cap_integers(document, met):
    for name in ("port", "interval", "retries"):
        if name in document:
            document[name] = replaced(document[name], float("inf"), met)


def replaced(value, instead, met):
    """Returns `instead` for everything that Python reads as an integer that JavaScript would round."""
    try:
        large = not isinstance(value, bool) and isinstance(value, (int, float, str)) and abs(int(value)) > LARGEST
    except (ValueError, OverflowError):
        return value
    if large:
        met("D33")
    return instead if large else value


OPERATIONS = {
    "about": about,
    "characters": characters,
    "read": read,
    "read-adapted": read_adapted,
    "write": write,
    "send": send,
}

for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(OPERATIONS[request.pop("operation")](**request)), flush=True)
