"""Where messages go: Apprise's addresses and the dead-man switch, which no log may show: they hold passwords."""

import logging
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Literal
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from iria_crawler.sites import Site

PATIENCE = 10.0
"""Seconds that a monitor or a messenger has to answer."""

FINE = (11, 14, 15)
"""Exit codes of a crawl that stopped where it should, interrupted or at a limit of its site file: no alarm."""

_TALKATIVE = ("apprise", "urllib3", "requests_oauthlib")  # at level DEBUG they log whole addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One address. `label` names it without its secrets: `mailto (notify.to of ir-ia)`."""

    url: str = field(repr=False)
    label: str


def targets(sites: Iterable[Site]) -> dict[Target, list[str]]:
    """Each address once, with the slugs of the sites that name it."""
    found: dict[str, tuple[Target, list[str]]] = {}
    for site in sites:
        for number, url in enumerate(dict.fromkeys(site.notify.to), start=1):
            where = f"notify.to {number}" if len(site.notify.to) > 1 else "notify.to"
            target = Target(url=url, label=f"{_scheme(url)} ({where} of {site.slug})")
            found.setdefault(url, (target, []))[1].append(site.slug)
    return dict(found.values())


def send(target: Target, title: str, body: str) -> str | None:
    """Send a message; gives the reason if it was not taken."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Apprise looks for a module that Python 3.13 dropped
        from apprise import Apprise

        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        messenger = Apprise()
        if not messenger.add(target.url):
            return "no address that Apprise knows; see https://appriseit.com/"
    taken = messenger.notify(title=title, body=body, body_format="text", timeout=2 * PATIENCE)
    return None if taken else "the message was not taken; try the address with: apprise -vv"


def ping(site: Site, signal: Literal["start"] | int) -> str | None:
    """Tell the dead-man switch of a site (Healthchecks' protocol) that a crawl begins or how it ended.

    Gives the reason if it did not listen; None if there is no switch.
    """
    if site.notify.ping is None:
        return None
    path = "/start" if signal == "start" else "" if signal in (0, *FINE) else f"/{signal}"
    try:
        with urlopen(site.notify.ping.rstrip("/") + path, timeout=PATIENCE):
            return None
    except HTTPError as problem:
        with problem:
            return f"HTTP status {problem.code}"
    except URLError as problem:
        return str(problem.reason)
    except OSError as problem:
        return problem.strerror or str(problem)
    except (HTTPException, ValueError) as problem:  # their texts repeat the address
        return type(problem).__name__


def _scheme(url: str) -> str:
    scheme, found, _ = url.partition("://")
    return scheme if found and scheme.isalnum() else "address"
