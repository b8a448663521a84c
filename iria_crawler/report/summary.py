"""A crawl in eight lines: for the terminal, a mail, and the top of the page."""

from collections.abc import Iterator, Mapping
from typing import Any

from iria_crawler.report.expected import DOCUMENTS, NAMES
from iria_crawler.report.words import counted, duration, listed, moment, share, size, span

MOST_WARNINGS = 3
"""In the short form; the page and `--json` have all."""
MOST_STATUSES = 6


def lines(told: dict[str, Any]) -> Iterator[str]:
    """The short form of a report. What there is nothing to say of is left out."""
    yield f"{title(told)}   {verdict(told)}"
    for label, text in facts(told):
        yield f"  {label:<10} {text}"


def title(told: Mapping[str, Any]) -> str:
    """Site, kind and times of a crawl."""
    return f"{told['site']}  {told['kind']} crawl  {when(told)}"


def when(told: Mapping[str, Any]) -> str:
    """From when to when a crawl went on, or since when it does."""
    if told["status"] == "running" and not told["killed"]:
        return f"since {moment(told['started_at'])}"
    return span(told["started_at"], told["ended_at"])


def verdict(told: Mapping[str, Any]) -> str:
    """How it ended and how much there is to look at: `FINISHED, 1 warning`."""
    number, status = len(told["warnings"]), "killed" if told["killed"] else str(told["status"])
    return status.upper() + (f", {counted(number, 'warning')}" if number else "")


def facts(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The lines under the first, each with its label."""
    if told["reason"] and told["reason"] != told["status"]:
        yield "ended", f"{told['reason']}" + (f" (exit {told['exit_code']})" if told["exit_code"] else "")
    if told["killed"]:
        yield "ended", f"no process works on it any more; go on with: iria crawl {told['site']}"
    elif told["status"] == "running" and told["captures"]["last_at"]:
        yield "last sign", moment(told["captures"]["last_at"])
    yield "articles", _articles(told)
    if told["captures"]["records"]:
        yield "captures", _captures(told)
        yield "reached", _reached(told)
    if needed := requisites(told["requisites"]):
        yield "requisites", needed
    for warning in told["warnings"][:MOST_WARNINGS]:
        yield "warning", _warning(warning)
    if more := len(told["warnings"][MOST_WARNINGS:]):
        yield "", f"and {counted(more, 'warning')} more"
    if told["captures"]["records"] and told["time"]["wall"]:
        yield "pace", _pace(told)
    if ahead := _next(told):
        yield "next", ahead


def why_nothing_came(told: dict[str, Any]) -> str:
    """The first problem of a crawl that brought nothing, in the words of whoever had it."""
    first = next(iter(told["problems"]), None)
    why = (first["message"] or first["code"]) if first else "no answer"
    return f"nothing could be fetched from {told['home_url']}: {why}"


def _articles(told: Mapping[str, Any]) -> str:
    found = told["articles"]
    parts = [f"{found['new']:,} new", f"{found['changed']:,} changed", f"{found['same']:,} unchanged"]
    parts += [f"{found[name]:,} {name}" for name in ("gone", "moved", "missing") if found[name]]
    if found["without_text"]:
        parts.append(f"{found['without_text']:,} without text")
    return ", ".join(parts) + f"; {_expected(told['expected'])}"


def _expected(found: Mapping[str, Any]) -> str:
    documents = [source for source in found["sources"] if source["source"] in DOCUMENTS]
    if not documents:
        return f"{found['held']:,} held"
    most = max(documents, key=lambda source: source["named"])
    name = NAMES.get(most["source"], most["source"])
    verb = "name" if name.endswith("s") else "names"
    return f"{most['held']:,} held of {most['named']:,} that the {name} {verb}"


def _captures(told: Mapping[str, Any]) -> str:
    got, files = told["captures"], told["warc_files"]
    kinds = [f"{got['novel']:,} new"]
    kinds += [f"{got['repeated']:,} repeated (revisit)"] if got["repeated"] else []
    kinds += [f"{got['not_modified']:,} not modified"] if got["not_modified"] else []
    received = size(told["counters"].get("bytes") or got["bytes"])
    written = size(sum(file["size"] for file in files["first"]))
    return (
        f"{got['records']:,}: {', '.join(kinds)}; {received} received,"
        f" {written} written in {counted(files['total'], 'WARC file')}"
    )


def requisites(found: Mapping[str, Any]) -> str:
    """What is held and lacking of what pages need to look as they do; empty where nobody has asked for any."""
    held, lacks = sum(found["held"].values()), found["lacking"]
    wanted = sum(row["urls"] for row in lacks if row["state"] != "excluded")
    left_out = sum(row["urls"] for row in lacks if row["state"] == "excluded")
    if not (held or lacks):
        return ""
    kinds = [f"{kind}: {number:,}" for kind, number in found["held"].items()]
    parts = [f"{held:,} files that pages need ({', '.join(kinds)})"] if held else ["none held"]
    parts += [f"{wanted:,} missing"] if wanted else []
    parts += [f"{left_out:,} left out by a rule"] if left_out else []
    return ", ".join(parts)


def _reached(told: Mapping[str, Any]) -> str:
    seeds = told["seeds"]["first"]
    statuses = told["statuses"]["first"]
    crawled = sum(seed["status"] == "CRAWLED" for seed in seeds)
    codes = [f"{row['code'] or 'none'}: {row['urls']:,}" for row in statuses[:MOST_STATUSES]]
    more = [f"{len(statuses) - MOST_STATUSES} other codes"] if len(statuses) > MOST_STATUSES else []
    parts = [f"{crawled} of {counted(len(seeds), 'seed')}"] if seeds else []
    return f"{', '.join([*parts, counted(told['hosts']['total'], 'host')])}; status {', '.join(codes + more)}"


def _warning(warning: Mapping[str, Any]) -> str:
    example = f", such as {warning['example']}" if warning["example"] else ""
    return f"{warning['what']}{example} – {warning['help']}"


def _pace(told: Mapping[str, Any]) -> str:
    time, got, answers = told["time"], told["captures"], told["response_times"]
    median, p95 = (duration(answers[name] / 1000) for name in ("median_ms", "p95_ms"))
    return (
        f"{got['records'] / time['wall']:.1f} requests/s for {duration(time['wall'])}: {_slowness(time)};"
        f" half of the answers within {median}, 95 % within {p95}"
    )


def _slowness(time: Mapping[str, float]) -> str:
    """What most of the time of a crawl was spent on."""
    if time["fetching"] >= time["waiting"]:
        return f"{share(time['fetching'], time['wall'])} of it waiting for the server"
    return f"{share(time['waiting'], time['wall'])} of it keeping the pace"


def _next(told: Mapping[str, Any]) -> str:
    ahead = told["next"]
    parts = [f"crawl {ahead['schedule']}"] if ahead["schedule"] else []
    parts += [f"recheck of an article due {moment(ahead['recheck_at'])}"] if ahead["recheck_at"] else []
    return listed(parts)
