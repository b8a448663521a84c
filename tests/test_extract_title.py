"""Which of the headings and witnesses of a page is its headline."""

import re
from dataclasses import replace

import pytest

from iria_crawler.extract import extract
from iria_crawler.sites import Identity, Site

from .extract.markup import json_ld, page, post, read

TITLE = "Port talks end in silence"
HEADING = f'<h1 class="title">{TITLE}</h1>'


def og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


def headed(heading: str, *, head: str = "", title: str = TITLE) -> str:
    """A page with another heading in place of its only one."""
    return post(head=head, title=title).replace(f'<h1 class="title">{title}</h1>', heading)


@pytest.mark.parametrize(
    "heading",
    [
        f'<h1>{TITLE}<span class="sub">Nobody would say why, nine ministers left</span></h1>',
        f'<h1><span class="kicker">Northern harbours:</span> {TITLE}</h1>',
        f'<h1><span>Northern harbours</span><span>: </span><span class="headline">{TITLE}</span></h1>',
        f"<h1>Northern harbours: {TITLE}</h1>",
        f'<h1><span class="kicker">Harbours</span><span class="headline">{TITLE}</span></h1>',
        f'<h2 class="article__header"><span class="kicker">Harbours</span> <span class="headline">{TITLE}</span></h2>',
        f"<h1><small>Harbours</small>{TITLE}</h1>",
    ],
)
def test_a_line_over_or_under_the_headline_in_its_heading_is_left_out_if_a_witness_does_so(heading: str) -> None:
    for head in (og(TITLE), json_ld(headline=TITLE), ""):  # the title of the page is a witness too
        assert read(headed(heading, head=head)).title == TITLE


def test_what_only_looks_like_an_element_stays_in_the_headline_though_a_witness_lost_it() -> None:
    assert read(headed("<h1>What <it> means for ports</h1>", head=og("What means for ports"))).title == (
        "What <it> means for ports"
    )


@pytest.mark.parametrize("tag", ["nobr", "bdi", "data"])
def test_a_rare_element_of_html_is_not_taken_for_text(tag: str) -> None:
    assert read(headed(f"<h1>Port talks <{tag}>end in</{tag}> silence</h1>")).title == TITLE


def test_a_town_that_the_paper_is_named_after_stays_in_the_headline() -> None:
    site = Site(site=Identity(home="https://www.berliner-zeitung.example/"))

    def title(heading: str) -> str:
        html = headed(heading, head=og(f"Berlin – {TITLE}" if heading else f"Berliner Zeitung – {TITLE}"), title="x")
        return extract(replace(page(html), url=f"{site.site.home}rents/4711"), site).title

    assert title(f"<h1>Berlin – {TITLE}</h1>") == f"Berlin – {TITLE}"
    assert title("") == TITLE


def test_a_heading_is_kept_whole_if_no_witness_parts_it() -> None:
    heading = f'<h1><span class="kicker">Northern harbours:</span> {TITLE}</h1>'
    assert read(headed(heading, head=og(f"Northern harbours: {TITLE}"), title="Harbours")).title == (
        f"Northern harbours: {TITLE}"
    )


@pytest.mark.parametrize(
    "logo",
    [
        '<header><h1><a href="https://news.example/">The Harbour Herald</a></h1></header>',
        '<header><h1 class="site-title">The Harbour Herald</h1></header>',
        '<header><a href="/" class="logo"><h1>The Harbour Herald</h1></a></header>',
    ],
)
def test_a_logo_is_no_headline_and_its_name_is_taken_off_the_title(logo: str) -> None:
    html = headed(f"{logo}<h2>{TITLE}</h2>").replace("Example News</title>", "The Harbour Herald</title>")
    assert read(html).title == TITLE


def test_a_headline_printed_over_the_text_beats_the_one_of_the_breadcrumb() -> None:
    way = '<ol class="breadcrumb"><li><h1>Port talks end, ministers are silent</h1></li></ol>'
    html = headed(f"{way}<h2>{TITLE}</h2>", head=json_ld(headline=TITLE) + og("Port talks end, ministers are silent"))
    assert read(html).title == TITLE


def test_a_heading_of_the_breadcrumb_is_better_than_none() -> None:
    way = f'<ol class="breadcrumb"><li><h1>{TITLE}</h1></li></ol>'
    assert read(headed(way, head=og(TITLE + " | Harbours today"))).title == TITLE


def test_the_only_heading_over_the_text_beats_data_that_say_something_else() -> None:
    assert read(headed(HEADING, head=json_ld(headline="Everything about harbours"))).title == TITLE


def test_of_several_headings_that_the_witnesses_know_the_headline_is_the_longer_one() -> None:
    html = headed(f"<h1>News</h1>{HEADING}", head=og(TITLE)).replace(f"<title>{TITLE}", "<title>News")
    assert read(html).title == TITLE


@pytest.mark.parametrize("title", [f"{TITLE} | Example News", f"{TITLE}_Example News", f"{TITLE} – news.example"])
def test_without_a_heading_the_title_is_the_pages_without_the_name_of_the_site(title: str) -> None:
    assert read(headed("", head=og(title), title="x")).title == TITLE


def test_the_line_over_a_heading_is_of_the_headline_if_the_witnesses_agree_that_it_is() -> None:
    whole = f"Northern harbours: {TITLE}"
    heading = f'<p class="overline">Northern harbours</p>{HEADING}'
    assert read(headed(heading, head=json_ld(headline=whole) + og(whole))).title == whole
    assert read(headed(heading, head=json_ld(headline=whole) + og(TITLE))).title == TITLE
    assert read(headed(HEADING, head=json_ld(headline=whole) + og(whole))).title == TITLE


@pytest.mark.parametrize("name", ["Northern harbours", "Harbours today"])
def test_what_the_data_say_in_whole_is_not_cut_though_the_pages_title_is(name: str) -> None:
    whole = f"{name}: {TITLE}"
    heading = f"<h1><span>{name}:</span> {TITLE}</h1>"
    assert read(headed(heading, head=json_ld(headline=whole) + og(whole))).title == whole
    assert read(headed(heading, head=json_ld(headline=whole) + og(TITLE))).title == TITLE


def test_a_heading_is_cut_only_where_a_mark_parts_it() -> None:
    assert read(headed(f"<h1>Nine {TITLE}</h1>", head=og(TITLE))).title == f"Nine {TITLE}"
    assert read(headed(f"<h1>Nine ports: {TITLE}</h1>", head=og(TITLE))).title == TITLE


@pytest.mark.parametrize("name", ["kicker", "article__overline", "topline", "c-eyebrow", "headline-dachzeile"])
def test_a_line_that_the_markup_calls_a_kicker_is_left_out_unless_a_witness_has_it(name: str) -> None:
    heading = f'<h1><span class="{name}">Northern harbours</span><span class="sr-only"> - </span>{TITLE}</h1>'
    assert (
        read(headed(heading, head=og(f"Ports and ministers: {TITLE}"), title=f"Nothing said: {TITLE}")).title == TITLE
    )
    whole = f"Northern harbours - {TITLE}"
    assert read(headed(heading, head=og(whole), title=whole)).title == whole


def test_a_coverline_is_no_kicker() -> None:
    heading = '<h1><span class="coverline">Northern harbours</span>, port talks end today</h1>'
    assert read(headed(heading, head=og("Northern harbours today"), title="Talks")).title == (
        "Northern harbours, port talks end today"
    )


def test_the_line_over_a_heading_may_stand_in_a_box_with_others() -> None:
    whole = f"Northern harbours: {TITLE}"
    kicker = '<div class="kicker"><div>Issue of May 3, page 1</div><div>Northern harbours</div></div>'
    assert read(headed(kicker + HEADING, head=json_ld(headline=whole) + og(whole))).title == whole
    other = kicker.replace("Northern harbours", "Southern harbours")
    assert read(headed(other + HEADING, head=json_ld(headline=whole) + og(whole))).title == TITLE


def test_a_page_whose_head_is_broken_has_its_title_and_no_picture_gives_one() -> None:
    picture = "<svg><title>Arrow of a menu</title></svg>"
    html = headed(f"{picture}<h2>{TITLE}</h2>", head=og("")).replace("<head>", "<head><div>broken</div>")
    assert read(html).title == TITLE
    assert read(html.replace("<title>Port talks end in silence &#8211; Example News</title>", "")).title == TITLE


def test_an_application_named_as_the_page_is_does_not_unname_it() -> None:
    title = "Port talks end in silence after nine days"
    head = f'<meta name="application-name" content="{title}">'
    html = headed(f"<h1>{title}</h1>", head=head, title=title).replace(" &#8211; Example News", "")
    assert read(html).title == title


def test_a_title_that_is_only_the_name_of_the_application_is_no_headline() -> None:
    named = headed(f"<h2>{TITLE}</h2>", head='<meta name="application-name" content="Herald Ports">')
    assert read(named.replace(f"{TITLE} &#8211; Example News", "Herald Ports")).title == TITLE


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("港口谈判在沉默中结束_财经_海港日报", "港口谈判在沉默中结束"),
        ("港湾交渉は沈黙のうちに終わる：国立港湾機構", "港湾交渉は沈黙のうちに終わる"),
        ("Port talks end in silence_Harbours_Herald", "Port talks end in silence"),
    ],
)
@pytest.mark.parametrize("level", ["h1", "h2"])
def test_a_heading_is_found_in_the_title_of_a_script_without_spaces(title: str, heading: str, level: str) -> None:
    html = headed(f"<{level}>{heading}</{level}>").replace(f"{TITLE} &#8211; Example News", title)
    assert read(html).title == heading


def test_other_text_of_such_a_script_is_another_headline() -> None:
    html = headed("<h2>读者来信与评论</h2>").replace(f"{TITLE} &#8211; Example News", "港口谈判在沉默中结束")
    assert read(html).title == "港口谈判在沉默中结束"


@pytest.mark.parametrize("end", ["News Example", "Harbours | Example News", "Harbours"])
def test_the_words_of_the_host_and_the_section_are_taken_off_the_title(end: str) -> None:
    head = '<meta property="article:section" content="Harbours">'
    assert read(headed("", head=head + og(f"{TITLE} | {end}"), title="x")).title == TITLE


def test_what_is_no_section_stays_in_the_title() -> None:
    head = '<meta property="article:section" content="Harbours">'
    assert read(headed("", head=head + og(f"{TITLE} | Part two"), title="x")).title == f"{TITLE} | Part two"


def test_the_name_of_the_site_before_the_title_is_known_without_a_mark_if_a_heading_says_the_rest() -> None:
    html = headed(f"<h3>{TITLE}</h3>").replace(f"{TITLE} &#8211; Example News", f"Example News {TITLE}")
    assert read(html).title == TITLE


def test_the_first_heading_is_the_name_of_the_site_if_the_rest_of_the_title_is_printed_and_longer() -> None:
    def titled(name: str, heading: str) -> str:
        html = headed(f"<h1>{name}</h1><h3>{heading}</h3>").replace(f"{TITLE} &#8211; Example News", "{}")
        return html.format(f"{name} - {heading}")

    assert read(titled("Diary of a pilot", TITLE)).title == TITLE
    assert read(titled(TITLE, "Pilots")).title == TITLE


def test_a_lesser_heading_before_the_text_that_says_the_title_beats_a_first_one_that_says_nothing_of_it() -> None:
    assert read(headed(f"<h1>The Harbour Club</h1><h2>{TITLE}</h2>")).title == TITLE
    assert read(headed("<h1>Ministers leave the port</h1><h2>Who was there</h2>")).title == "Ministers leave the port"


def test_a_lesser_heading_that_holds_all_that_the_data_say_beats_a_first_one_that_says_nothing_of_it() -> None:
    html = headed(f"<h1>News and events</h1><h2>{TITLE}, nine ministers left</h2>", head=og(TITLE), title="x")
    assert read(html).title == f"{TITLE}, nine ministers left"
    other = headed("<h1>News and events</h1><h2>Who is a minister</h2>", head=og(TITLE), title="x")
    assert read(other).title == "News and events"


def test_of_printed_heading_and_breadcrumb_that_is_the_headline_which_the_data_name() -> None:
    way = '<ol class="breadcrumb"><li><h1>Port talks end, ministers are silent</h1></li></ol>'
    page = f"{way}<h2>{TITLE}</h2>"
    assert read(headed(page, head=og(TITLE), title="Port talks end, ministers are silent")).title == TITLE
    named = json_ld(headline="Port talks end, ministers are silent")
    assert read(headed(page, head=named + og(TITLE))).title == "Port talks end, ministers are silent"


def test_a_heading_that_nobody_sees_is_worth_less_than_a_printed_one_and_more_than_none() -> None:
    hidden = f'<h1 class="sr-only">{TITLE} | Harbours | Coast guard</h1>'
    title = f"{TITLE} | Harbours | Coast guard"
    assert read(headed(f"{hidden}<h2>{TITLE}</h2>", title=title)).title == TITLE
    assert read(headed(f'<h1 class="visually-hidden">{TITLE}</h1><h2>Harbours</h2>')).title == TITLE


def test_the_heading_that_says_what_the_title_says_is_found_outside_the_text_too() -> None:
    box = f'<section><div class="stage"><h3 class="text__subheadline">{TITLE}</h3></div></section>'
    banner = '<span class="banner__subheadline">Partner</span>'
    html = (
        post()
        .replace(f'<h1 class="title">{TITLE}</h1>', banner)
        .replace('<div id="content"', f'{box}<div id="content"')
    )
    assert read(html).title == TITLE


def test_an_article_that_nothing_names_has_the_heading_that_it_begins_with() -> None:
    bare = headed(f"<h2>{TITLE}</h2>").replace(f"<title>{TITLE} &#8211; Example News</title>", "")
    assert read(bare).title == TITLE
    late = post("<h2>What comes next</h2>").replace(f'<h1 class="title">{TITLE}</h1>', "")
    assert read(late.replace(f"<title>{TITLE} &#8211; Example News</title>", "")).title == ""


def test_a_subheading_that_merely_holds_what_is_said_is_no_headline() -> None:
    head = '<meta property="og:title" content="The port talks end">'
    lower = "<h3>Why the port talks end matters</h3>"
    page = post(lower, head=head, title="A night of decision in Hamburg")
    page = re.sub("<title>.*?</title>", "<title>The port talks end</title>", page, flags=re.DOTALL)
    assert read(page).title == "A night of decision in Hamburg"


def titled(title: str, line: str) -> str:
    """The title of a page that has it in its title alone, without the name of any site that is known."""
    html = re.sub("<title>.*?</title>", f"<title>{title}</title>", headed(line), flags=re.DOTALL)
    return read(html).title


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        (f"Coast Review | Harbours | {TITLE} after nine weeks", f"{TITLE} after nine weeks"),
        ("Переговоры о порте — конец без итога » Новости » Вестник", "Переговоры о порте — конец без итога"),
        ("港口谈判：九周之后无人说明原因就结束了_新闻中心_海岸网", "港口谈判：九周之后无人说明原因就结束了"),
        ("항구 회담, 아홉 주 만에 말없이 끝나 : 해안신문", "항구 회담, 아홉 주 만에 말없이 끝나"),
    ],
)
def test_the_part_of_the_title_that_the_page_prints_alone_is_the_headline_where_no_heading_is(
    title: str, headline: str
) -> None:
    assert titled(title, f'<div class="ttl"><b>{headline}</b></div>') == headline
    assert titled(title, '<div class="ttl"><b>Something else</b></div>') == title


def test_the_name_that_is_less_than_half_of_a_title_is_no_headline_though_printed_alone() -> None:
    title = f"Harbours - {TITLE} - The Association of Coasts"
    assert titled(title, "<div>The Association of Coasts</div>") == title


def test_the_name_of_the_site_and_a_colon_are_taken_off_the_title_of_a_page_alone() -> None:
    html = headed(f"<div><b>{TITLE}</b></div>").replace(f"{TITLE} &#8211; Example News", f"Example News: {TITLE}")
    assert read(html).title == TITLE
    ours = f"Example News: {TITLE}"
    assert read(headed(f"<h1>{ours}</h1>", head=og(ours))).title == ours
