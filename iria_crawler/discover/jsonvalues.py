"""JSON that others wrote: nothing in it need be of the type that it should be."""

import json
from collections.abc import Mapping


def value_of(body: bytes) -> object:
    """The value that a JSON body holds; raises `ValueError` for what is none, or nested without end."""
    try:
        value: object = json.loads(body)
    except RecursionError as problem:
        raise ValueError("nested too deeply") from problem
    return value


def fields(value: object) -> Mapping[str, object]:
    """An object's fields; none where it is no object."""
    return value if isinstance(value, dict) else {}


def entries(value: object) -> list[object]:
    """A list's entries; none where it is no list."""
    return value if isinstance(value, list) else []


def text(value: Mapping[str, object], name: str) -> str | None:
    """A field's text; None where there is none."""
    return string(value.get(name))


def string(value: object) -> str | None:
    """A text that can be stored: JSON may hold halves of letters, which no encoding can write."""
    return value.encode(errors="replace").decode() if isinstance(value, str) and value else None
