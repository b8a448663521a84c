"""The frame of every page: head, menu, sidebar and footer of a classic WordPress theme."""

import calendar
from functools import lru_cache
from html import escape
from importlib import resources
from string import Template

from iria_crawler.demo.edition import Edition, Listing, category_path
from iria_crawler.demo.story import LOCAL, Comment, Story

MENU = ("News", "Middle East", "Africa", "Asia Pacific", "Europe", "Economy")


@lru_cache(maxsize=8)
def template(name: str) -> Template:
    """A template file of this package."""
    return Template((resources.files(__package__) / "templates" / name).read_text(encoding="utf-8"))


def frame(
    edition: Edition,
    base: str,
    *,
    title: str,
    main: str,
    head: str = "",
    classes: str = "",
    attributes: str = "",
    breadcrumb: str = "",
    locale: str = "en-US",
) -> str:
    """A whole page around `main`; `title` is text, everything else is HTML."""
    masthead = edition.masthead
    return template("frame.html").substitute(
        locale=locale,
        direction=' dir="rtl"' if locale == "ar" else "",
        title=escape(title, quote=False),
        name=escape(masthead.name),
        tagline=escape(masthead.tagline, quote=False),
        years=escape(masthead.years),
        holder=escape(masthead.holder, quote=False),
        about=escape(masthead.about, quote=False),
        base=base,
        head=head,
        style=template("style.css").template.strip(),
        classes=classes,
        attributes=attributes,
        breadcrumb=breadcrumb,
        menu=_menu(edition, base),
        main=main,
        sidebar=sidebar(edition, base),
    )


def sidebar(edition: Edition, base: str) -> str:
    """Search, recent posts with dates, recent comments with names, calendar, archives, tags."""
    months = [listing for listing in edition.of_kind("date") if listing.path.count("/") == 3]
    cloud = sorted(edition.of_kind("tag"), key=lambda listing: (-len(listing.stories), listing.title))[:30]
    return template("sidebar.html").substitute(
        base=base,
        recent="".join(_recent(story, base) for story in edition.stories[:5]),
        comments="".join(_remark(story, comment, base) for story, comment in _remarks(edition)),
        calendar=_calendar(edition, base),
        archives="".join(f"<li>{_link(listing, base)}</li>" for listing in reversed(months[-12:])),
        cloud=" ".join(_link(listing, base) for listing in cloud),
    )


def day(story: Story) -> str:
    """The date of publication as the site prints it, by the newsroom's clock."""
    local = story.published.astimezone(LOCAL)
    return f"{local:%B} {local.day}, {local.year}"


def _menu(edition: Edition, base: str) -> str:
    sections = [edition.listings[category_path(name)] for name in MENU if category_path(name) in edition.listings]
    links = [f'<a href="{base}/">Home</a>', *(_link(listing, base) for listing in sections)]
    links += [f'<a href="{base}/about/">About</a>', f'<a href="{base}/members-area/">Members</a>']
    return "".join(f"<li>{link}</li>" for link in links)


def _link(listing: Listing, base: str) -> str:
    return f'<a href="{base}{listing.path}">{escape(listing.title, quote=False)}</a>'


def _recent(story: Story, base: str) -> str:
    title = escape(story.title, quote=False)
    return f'<li><a href="{base}{story.path}">{title}</a><span class="post-date">{day(story)}</span></li>'


def _remarks(edition: Edition) -> list[tuple[Story, Comment]]:
    return [(story, comment) for story in edition.stories[:50] for comment in story.comments[-1:]][:4]


def _remark(story: Story, comment: Comment, base: str) -> str:
    reader, title = escape(comment.reader, quote=False), escape(story.title, quote=False)
    link = f'<a href="{base}{story.path}#comment-{comment.number}">{title}</a>'
    return f'<li><span class="comment-author-link">{reader}</span> on {link}</li>'


def _calendar(edition: Edition, base: str) -> str:
    """The newest month as a table, with a link on each day that has a story."""
    if not edition.days:
        return ""
    year, month = max(edition.days)
    weeks = "".join(
        "<tr>" + "".join(_day(edition, base, year, month, number) for number in week) + "</tr>"
        for week in calendar.Calendar().monthdayscalendar(year, month)
    )
    names = "".join(f"<th>{name}</th>" for name in "MTWTFSS")
    caption = f"<caption>{calendar.month_name[month]} {year}</caption>"
    return f'<table id="wp-calendar">{caption}<thead><tr>{names}</tr></thead><tbody>{weeks}</tbody></table>'


def _day(edition: Edition, base: str, year: int, month: int, number: int) -> str:
    if number in edition.days[year, month]:
        return f'<td><a href="{base}/{year}/{month:02}/{number:02}/">{number}</a></td>'
    return f"<td>{number or ''}</td>"
