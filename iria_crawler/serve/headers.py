"""What every answer tells the browser to keep from: scripts, other hosts, frames, and guesses at types."""

import re
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import datasette

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Send], Awaitable[None]]

_SHUT = "img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

OURS = f"default-src 'none'; style-src 'self'; {_SHUT}"
"""Pages of ours need a style sheet and nothing else."""

ALWAYS = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
}


def guarded(app: App) -> App:
    """An ASGI application whose every answer has these headers; one that has a policy keeps it."""
    wanted = {**ALWAYS, "content-security-policy": datasettes()}

    async def guard(scope: Any, receive: Any, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = [(name.lower(), value) for name, value in message.get("headers", ())]
                more = [(name.encode(), value.encode()) for name, value in wanted.items()]
                message = {**message, "headers": [*there, *(pair for pair in more if pair[0] not in dict(there))]}
            await send(message)

        await app(scope, receive, told)

    return guard


def datasettes() -> str:
    """The policy for Datasette's own pages: its style attributes, its script files, and the inline scripts of its
    templates, each by its digest; a script that came from a row has none."""
    digests = " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in _scripts())
    return f"default-src 'none'; script-src 'self' {digests}; style-src 'self' 'unsafe-inline'; {_SHUT}"


def _scripts() -> Iterator[str]:
    for template in sorted((Path(datasette.__file__).parent / "templates").glob("*.html")):
        for script in re.findall(r"<script>(.*?)</script>", template.read_text(encoding="utf-8"), re.DOTALL):
            plain = script.replace("{{ datasette_allow_facet }}", "true")
            if "{{" not in plain and "{%" not in plain:
                yield plain
