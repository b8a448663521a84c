"""The charts of a report as SVG: no script, no font of their own, drawn to be read at the width of a phone."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import altair
import vl_convert

from iria_crawler.report.expected import NAMES
from iria_crawler.report.published import LENGTHS
from iria_crawler.report.words import counted, duration, share

WIDTH, HEIGHT = 340, 210
INK, QUIET, LINE = "#333a43", "#6b7280", "#e3e6ea"
BLUE, SKY, AMBER, RED, GREY = "#2f6fa8", "#a5c4de", "#d08a1e", "#c0453b", "#a3abb5"
FONT = "system-ui, sans-serif"
STATUS_COLOURS = {"2": BLUE, "3": SKY, "4": AMBER, "5": RED}

Chart = altair.Chart | altair.LayerChart
Bar = tuple[str, float, str, str]
"""Label, length, what is written behind the bar, colour."""


def charts(told: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Title, a sentence that says the same in words, and SVG, of every chart that has something to show."""
    if told["published"]["bars"]:
        yield _drawn(*_calendar(told["published"]))
    for title, words, bars in _bars(told):
        if bars:
            yield _drawn(title, words, _rows(bars))
    if told["captures"]["records"]:
        yield _drawn(*_times(told["response_times"]))


def _bars(told: Mapping[str, Any]) -> Iterator[tuple[str, str, list[Bar]]]:
    outcomes = _outcomes(told["articles"]) if told["expected"]["held"] else []
    yield "Articles seen", ", ".join(f"{text} {label}" for label, _, text, _ in outcomes) + ".", outcomes
    sources = told["expected"]["sources"]
    words = "; ".join(f"{_source(row)}: {row['held']:,} of {row['named']:,} held" for row in sources) + "."
    yield "Expected and held, by source", words, [bar for row in sources for bar in _held(row)]
    codes = told["statuses"]["first"][:7]
    words = ", ".join(f"{row['code'] or 'none'}: {row['urls']:,}" for row in codes) + "."
    yield (
        "Status codes",
        words,
        [(f"{row['code'] or 'none'}", row["urls"], f"{row['urls']:,}", _hue(row)) for row in codes],
    )
    time = told["time"]
    words = f"The crawl took {duration(time['wall'])}; pages are read beside it, in processes of their own."
    yield "Where the time went", words, _spent(time)


def _outcomes(found: Mapping[str, int]) -> list[Bar]:
    names = (
        *(("new", "new", BLUE), ("changed", "changed", SKY), ("same", "unchanged", GREY), ("gone", "gone", RED)),
        *(("moved", "moved", GREY), ("missing", "missing", AMBER), ("without_text", "without text", AMBER)),
    )
    return [
        (label, found[name], f"{found[name]:,}", colour)
        for name, label, colour in names
        if found[name] or name in ("new", "changed", "same", "gone")
    ]


def _held(row: Mapping[str, Any]) -> Iterator[Bar]:
    text = f"{row['held']:,} of {row['named']:,}"
    yield _source(row), row["held"], text if not row["missing"] else "", BLUE
    if row["missing"]:
        yield _source(row), row["missing"], text, AMBER


def _source(row: Mapping[str, Any]) -> str:
    name: str = row["source"]
    return NAMES.get(name, name)


def _hue(row: Mapping[str, Any]) -> str:
    return STATUS_COLOURS.get(str(row["code"])[:1], GREY)


def _spent(time: Mapping[str, float]) -> list[Bar]:
    parts = (("fetching", "fetching", BLUE), ("waiting", "keeping pace", SKY), ("reading", "reading", GREY))
    return [
        (label, time[name], f"{duration(time[name])}, {share(time[name], time['wall'])}", colour)
        for name, label, colour in parts
        if time[name]
    ]


def _rows(bars: Sequence[Bar]) -> Chart:
    """Horizontal bars, one below the other; bars of one label stand end to end."""
    ends: dict[str, float] = {}
    values = []
    for label, length, text, colour in bars:
        start = ends.get(label, 0)
        ends[label] = start + length
        values.append({"label": label, "from": start, "to": start + length, "text": text, "colour": colour})
    longest = max(1e-9, *ends.values())
    base = altair.Chart(altair.InlineData(values=values)).encode(
        y=altair.Y("label:N", sort=None, title=None, axis=altair.Axis(ticks=False, domain=False, labelPadding=8)),
    )
    scale = altair.Scale(domain=[0, longest * 1.45])  # room for the numbers behind the bars
    drawn = base.mark_bar(size=18, cornerRadiusEnd=2).encode(
        x=altair.X("from:Q", axis=None, scale=scale), x2="to:Q", color=altair.Color("colour:N", scale=None)
    )
    numbers = base.mark_text(align="left", dx=6, color=INK).encode(x=altair.X("to:Q", axis=None), text="text:N")
    return altair.LayerChart(layer=[drawn, numbers])


def _calendar(found: Mapping[str, Any]) -> tuple[str, str, Chart]:
    unit, bars = found["unit"], found["bars"]
    values = [
        {"at": _millis(bar["at"]), "what": what, "order": order, "articles": number}
        for bar in bars
        for order, (what, number) in enumerate((("new", bar["new"]), ("known", bar["articles"] - bar["new"])))
    ]
    colour = altair.Color(
        "what:N",
        scale=altair.Scale(domain=["new", "known"], range=[BLUE, SKY]),
        legend=altair.Legend(orient="top", title=None, symbolType="square"),
    )
    chart = (
        altair.Chart(altair.InlineData(values=values))
        .mark_bar()
        .encode(
            x=_days(found), y=_numbers("articles", max(bar["articles"] for bar in bars)), color=colour, order="order:O"
        )
    )
    total, new = sum(bar["articles"] for bar in bars), sum(bar["new"] for bar in bars)
    words = (
        f"{counted(total, 'article')} published from {found['since']} to {found['until']},"
        f" of which {new:,} are new with this crawl."
    )
    return f"Articles per {unit} of publication", words, chart


def _days(found: Mapping[str, Any]) -> altair.X:
    """The axis of time; it shows also the days before the first and after the last article."""
    unit = found["unit"]
    time_unit: Any = f"utc{ {'day': 'yearmonthdate', 'month': 'yearmonth', 'year': 'year'}[unit] }"
    form = {"day": "%e %b", "month": "%b %Y", "year": "%Y"}[unit]
    last = date.fromisoformat(_start(found["until"][: LENGTHS[unit]]))
    after = last + timedelta(days={"day": 1, "month": 31, "year": 366}[unit])  # some day of the next one
    axis = altair.Axis(grid=False, tickCount=4, labelOverlap=True, format=form)
    scale = altair.Scale(
        type="utc", domain=[_millis(text[: LENGTHS[unit]]) for text in (found["since"], after.isoformat())]
    )
    return altair.X("at:T", timeUnit=time_unit, title=None, axis=axis, scale=scale)


def _millis(text: str) -> int:
    """The beginning of a day, month or year as JavaScript counts time."""
    return int(datetime.fromisoformat(_start(text)).replace(tzinfo=UTC).timestamp() * 1000)


def _start(text: str) -> str:
    """The first day of a month or year."""
    return text + "0000-01-01"[len(text) :]


def _numbers(name: str, most: int) -> altair.Y:
    """An axis of whole numbers; up to four, it has a tick for each."""
    scale = altair.Scale(domain=[0, max(most, 4)], nice=True)
    return altair.Y(f"{name}:Q", title=None, scale=scale, axis=altair.Axis(tickCount=4, format=",d"))


def _times(found: Mapping[str, Any]) -> tuple[str, str, Chart]:
    """Only the bars from the fastest answer to the slowest."""
    bars = found["bars"]
    filled = [index for index, bar in enumerate(bars) if bar["urls"]]
    shown = bars[min(filled) : max(filled) + 1]
    values = [{"label": _bound(bar["below_ms"], bars), "urls": bar["urls"]} for bar in shown]
    x = altair.X("label:N", sort=None, title=None, axis=altair.Axis(labelAngle=0, ticks=False))
    chart = (
        altair.Chart(altair.InlineData(values=values))
        .mark_bar(color=BLUE)
        .encode(x=x, y=_numbers("urls", max(bar["urls"] for bar in shown)))
    )
    words = (
        f"Half of the answers took up to {duration(found['median_ms'] / 1000)},"
        f" 95 % up to {duration(found['p95_ms'] / 1000)}."
    )
    return "Response times", words, chart


def _bound(below: int | None, bars: Sequence[Mapping[str, Any]]) -> str:
    return f"< {duration(below / 1000)}" if below else f"\u2265 {duration(bars[-2]['below_ms'] / 1000)}"


def _drawn(title: str, words: str, chart: Chart) -> tuple[str, str, str]:
    axis = {"labelFontSize": 12, "labelColor": QUIET, "labelLimit": 110}
    lines = {"gridColor": LINE, "domainColor": LINE, "tickColor": LINE}
    sized = chart.properties(width=WIDTH, height=HEIGHT, autosize={"type": "fit", "contains": "padding"})
    styled = (
        sized.configure(font=FONT, background="transparent", padding={"left": 12, "right": 4, "top": 4, "bottom": 2})
        .configure_view(stroke=None)
        .configure_axis(**axis, **lines)
        .configure_text(fontSize=12)
        .configure_legend(labelFontSize=12, labelColor=QUIET)
    )
    return title, words, _accessible(vl_convert.vegalite_to_svg(styled.to_dict()), title, words)


def _accessible(svg: str, title: str, words: str) -> str:
    """One picture with a name, instead of a crowd of shapes; its size is left to the page."""
    head, _, rest = svg.partition(">")
    box = re.search(r'viewBox="[^"]+"', head)
    label = f"<title>{html.escape(title)}</title><desc>{html.escape(words)}</desc>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {box[0] if box else ""}>{label}{rest}'
