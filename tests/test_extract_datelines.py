"""The lines of a page that say when its article came out, and those that date something else."""

from datetime import UTC, datetime
from time import process_time

import pytest

from .extract.dated import DAY, MARCH_4, printed_day, under
from .extract.markup import FIRST, NOW, SECOND, json_ld, post, read


@pytest.mark.parametrize(
    "line",
    [
        "March 4, 2021",
        "By Ann Bell | March 4, 2021 | Politics",
        "<span>Published</span> <span>4 March 2021</span>",
        "<time>March 4, 2021</time>",
        '<a href="/author/ann/">Ann Bell</a><span>4 Mar 2021</span>',
        "<h4>March 4, 2021</h4>",
    ],
)
def test_a_date_printed_under_the_headline_is_the_articles(line: str) -> None:
    assert under(line) == DAY


@pytest.mark.parametrize(
    "line",
    [
        "By Ann Bell on 3/4/21 at 2:39 PM EST",
        "Written by Our Port Today on March 4, 2021",
        "<p>Talks Weekly</p><p>March 4, 2021</p>",
    ],
)
def test_a_date_beside_names_is_the_articles(line: str) -> None:
    found = under(line)
    assert found is not None
    assert found.date() == MARCH_4


def test_a_printed_date_is_kept_as_printed() -> None:
    article = read(post(meta="Published: March 4, 2021 10:15 pm EST"))
    assert article.published_at == datetime(2021, 3, 5, 3, 15, tzinfo=UTC)
    assert article.published_at.date() == MARCH_4
    assert (article.published_raw, article.sources["published_at"]) == ("March 4, 2021 10:15 pm EST", "dom")


def test_a_date_over_the_headline_or_labelled_below_the_text_is_the_articles() -> None:
    over = post().replace('<h1 class="title">', '<p>March 4, 2021</p><h1 class="title">')
    below = post(after="<p>This story was published on March 4, 2021.</p>")
    label = post(f"<p>{FIRST} {SECOND}</p>" * 8, after="<div>Post time: Mar-04-2021</div>")
    assert read(over).published_at == DAY
    assert read(below).published_at == DAY
    assert read(label).published_at == DAY


def test_the_headline_may_be_no_first_heading() -> None:
    html = post(meta="March 4, 2021", title="Port talks end in silence")
    assert read(html.replace("h1", "h3")).published_at == DAY


@pytest.mark.parametrize("start", ["Vienna, 4 March 2021 –", "Vienna, (4 March 2021).", "Vienna (04.03.2021)"])
def test_agencies_put_the_day_before_their_first_words(start: str) -> None:
    html = post().replace("<p>The ministry", f"<p>{start} The ministry", 1)
    assert read(html.replace('lang="en"', 'lang="de"')).published_at == DAY


@pytest.mark.parametrize(
    "line",
    [
        "3 hours ago",
        "Member since March 4, 2021",
        "© March 4, 2021 Example News",
        "Founded: March 4, 2021",
        "Applications close March 4, 2021",
        "Date limite de candidature : 4 March 2021",
        "Bewerbungsschluss: 4 March 2021",
        "Today: March 4, 2021",
        "Today's date is March 4, 2021",
        "4 - 7 March 2021",
        "6 June 1944",
        '<blockquote class="twitter-tweet">Silence. — Ann Bell (@ann) March 4, 2021</blockquote>',
        "<figure><img src=/a.jpg><figcaption>The port on March 4, 2021</figcaption></figure>",
    ],
)
def test_a_date_of_something_else_under_the_headline_is_not_the_articles(line: str) -> None:
    assert under(line) is None


def test_a_line_with_the_name_of_the_site_is_not_the_headline() -> None:
    """Though both are in the title."""
    html = post(title="Talks on the port’s end").replace("<title>Talks on the port’s", "<title>Talks on the portÂ´s")
    about = f"<div>Example News</div><div>{FIRST} {SECOND}</div>" + "<div>Topic</div>" * 9
    assert read(html.replace("<h1", f"{about}<h1").replace("</h1>", "</h1><p>March 4, 2021</p>")).published_at == DAY


def test_the_label_of_a_date_may_stand_over_it_in_a_table_of_credits() -> None:
    table = "<li><p>Voix</p><p>Anne Bell</p></li>" * 9 + "<li><p>Mise en ligne</p><p>4 mars 2021</p></li>"
    assert read(post(f"<p>{FIRST} {SECOND}</p>" * 8, after=f"<ul>{table}</ul>")).published_at == DAY


@pytest.mark.parametrize(
    "line",
    [
        "This entry was posted on Thursday, March 4th, 2021 and is filed under <a>Harbours</a>.",
        "Der Beitrag wurde am Donnerstag, 4. März 2021 veröffentlicht und unter <a>Häfen</a> abgelegt.",
        "Cet article a été publié le 4 mars 2021 dans <a>Ports</a>.",
        "Posted by Ann Bell on March 4, 2021 in <a>Harbours</a>.",
    ],
)
def test_a_line_that_opens_with_when_the_article_was_posted_may_go_on_for_long(line: str) -> None:
    more = " You can follow any responses through the feed, leave one of your own, or link to this from your own site."
    assert read(post(after=f"<p>{line}{more * 2}</p>")).published_at == DAY
    other = line.replace("4", "9")
    assert read(post(after=f"<p>{line}{more * 2}</p><p>{other}{more * 2}</p>")).published_at is None


@pytest.mark.parametrize("subject", ["The book", "Her last novel", "Nobody knows why it"])
def test_a_long_line_that_tells_when_something_else_was_published_dates_nothing(subject: str) -> None:
    line = f"{subject} was published on March 4, 2021 in the capital and tells the story of the harbour. {FIRST}"
    assert read(post(after=f"<p>{line}</p>")).published_at is None


@pytest.mark.parametrize("name", ["newsletter-details", "sidebar", "social-share"])
def test_a_date_right_under_the_headline_counts_whatever_its_element_is_called(name: str) -> None:
    line = f'</h1><div class="{name}"><p>March 4, 2021</p></div>'
    assert read(post().replace("</h1>", line)).published_at == DAY
    texts = "".join(f"<p>{FIRST}</p>" for _ in range(5))
    assert read(post().replace("</h1>", f"{line[:-6]}{texts}</div>")).published_at == DAY
    smaller = post().replace("</h1>", line.replace("h1", "h3")).replace("<h1", "<h3")
    assert read(smaller).published_at == DAY
    assert read(post().replace("<h1", f"<h1>Example News{line}<h1")).published_at is None
    assert read(post(after=f'<div class="{name}"><p>March 4, 2021</p></div>')).published_at is None


def test_a_time_that_says_nothing_of_itself_counts_less_than_the_date_under_the_headline() -> None:
    answer = '<div id="answers"><time datetime="2025-03-09T10:00:00Z">9 March</time> Thanks!</div>'
    dated = (
        post().replace("</h1>", "</h1><p>Published 4 March 2021</p>").replace("</div></div>", f"{answer}</div></div>")
    )
    assert read(dated).published_at == DAY


def test_what_follows_a_short_report_is_not_under_its_headline() -> None:
    texts = "".join(f"<p>{FIRST} {FIRST}</p>" for _ in range(3))
    assert read(post(texts, after="<p>March 4, 2021</p>")).published_at is None
    assert read(post().replace("</h1>", f"</h1><p>{FIRST}</p><p>March 4, 2021</p>")).published_at == DAY


def test_the_day_on_which_the_page_is_looked_at_is_not_the_articles() -> None:
    assert read(post().replace("<h1", "<p>Today, Thursday, March 4, 2021</p><h1")).published_at is None


def test_the_dates_of_recent_articles_are_not_this_ones_wherever_its_title_is_printed() -> None:
    others = [f"Ministers {verb} a plan for the old harbour" for verb in ("delay", "approve", "reject")]
    recent = "".join(
        f'<li><a href="/{at}/">{other}</a> <span class="post-date">March {at}, 2021</span></li>'
        for at, other in enumerate(others, 1)
    )
    side = f'<div class="sidebar"><h2>Recent posts</h2><ul>{recent}</ul></div>'
    title = "Talks on the port end without any agreement at all"
    page = post(title=title)
    crumb = f"<ul><li>Home</li><li>{title}</li></ul>{side}"
    assert read(page.replace("<h1", f"{crumb}<h1")).published_at is None
    assert read(page.replace("</h1>", f"</h1>{side}")).published_at is None


def test_dates_of_other_articles_are_not_this_ones() -> None:
    cards = "".join(
        f'<div class="card"><a href="/news/{n}/">Another story of the week</a><p class="date">March {n}, 2021</p></div>'
        for n in range(1, 6)
    )
    assert read(post(f"<p>{FIRST} {SECOND}</p>", after=cards)).published_at is None


def test_the_day_of_the_visit_is_not_the_articles() -> None:
    header = '<div class="todays-date">Thursday, March 4, 2021</div><div id="content"'
    assert read(post().replace('<div id="content"', header)).published_at is None


_BARS = [
    "<div class='bar'>Monday, June 1, 2026</div>",
    "<div class='date'>June 1, 2026</div>",
    "<div class='date'>June 1, 2026 10:20</div>",
    "<div><time datetime='2026-06-01'>June 1, 2026</time></div>",
    "<div class='top-bar'><span class='date'>June 1, 2026</span></div>",
    "<div class='header'><div><span class='date'>June 1, 2026</span> <a href='/in/'>Log in</a></div></div>",
]


@pytest.mark.parametrize("bar", _BARS)
@pytest.mark.parametrize("own", ["<p>March 4, 2021</p>", "<div>By Ann Bell on March 4, 2021</div>"])
def test_the_day_of_the_visit_over_the_headline_gives_way_to_the_articles_own(bar: str, own: str) -> None:
    title, text = "Port talks end in silence", f"<p>{FIRST} {SECOND}</p>" * 3
    html = f"<html><head><title>{title}</title></head><body>{bar}<h1>{title}</h1>{own}{text}</body></html>"
    assert read(html).published_at == DAY


@pytest.mark.parametrize("names", ["date", "article-header", "post-top meta"])
def test_an_article_may_be_of_the_day_of_the_visit_and_say_so_over_its_headline(names: str) -> None:
    text = f"<p>{FIRST} {SECOND}</p>"
    line = f"<div class='{names}'><span class='date'>By Ann Bell, reporter in the capital, June 1, 2026</span></div>"
    html = f"<html><head><title>Port talks end</title></head><body>{line}<h1>Port talks end</h1>{text}</body></html>"
    assert read(html).published_at == NOW


def test_dates_in_comments_footers_and_sidebars_are_not_the_articles() -> None:
    comment = (
        '<ol class="comments"><li>Reader 4 <span class="date">Posted on March 4, 2021 at 10:15</span> I see.</li></ol>'
    )
    footer = "<footer>Posted on March 4, 2021</footer>"
    assert read(post(after=comment)).published_at is None
    assert read(post().replace("</body>", f"{footer}</body>")).published_at is None


@pytest.mark.parametrize(
    "line",
    [
        "Updated March 9, 2021 Published March 4, 2021",
        "Published March 4, 2021. Updated: March 9, 2021",
        "<p>Last updated: March 9, 2021</p><p>Originally published: March 4, 2021</p>",
        "<p>Veröffentlicht am 4. März 2021</p><p>Aktualisiert am 9. März 2021</p>",
        "<p>Updated</p><p>March 9, 2021</p><p>Published</p><p>March 4, 2021</p>",
        '<time class="published">March 4, 2021</time> <time class="modified">March 9, 2021</time>',
    ],
)
def test_published_and_updated_are_told_apart(line: str) -> None:
    article = read(post(meta=line))
    assert article.published_at == DAY
    assert article.modified_at == datetime(2021, 3, 9, tzinfo=UTC)


def test_the_time_of_a_change_on_the_next_day_is_not_that_of_publication() -> None:
    article = read(post(meta="<ul><li>4 March 2021 - </li><li>Last updated: 5 March 2021 10:11</li></ul>"))
    assert article.published_at == DAY


def test_where_only_a_change_is_dated_the_raw_text_says_so() -> None:
    article = read(post(meta="Last updated: March 4, 2021"))
    assert (article.published_at, article.published_raw) == (DAY, "Last updated: March 4, 2021")


def test_a_time_element_of_a_change_is_not_of_publication() -> None:
    line = 'Updated <time datetime="2021-03-09">x</time> Published <time datetime="2021-03-04">y</time>'
    assert read(post(meta=line)).published_at == DAY


@pytest.mark.parametrize("line", ["Event: 4 March 2021", "The fair opens on 4 March 2021"])
def test_a_day_of_something_else_under_the_headline_counts_less_than_a_date_in_the_data(line: str) -> None:
    html = post('<meta name="date" content="2021-02-20">', meta="")
    html = html.replace('<div class="meta"></div>', f"<p>{line}</p>")
    assert read(html).published_at == datetime(2021, 2, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    ["Event: 4 March 2021", "Event date: 4 March 2021", "Deadline: 4 March 2021", "Frist: 4. März 2021",
     "Abgabefrist 4. März 2021", "Date de l’événement : 4 mars 2021", "Concert in Ghent: 4 March 2021",
     "<b>Beginn:</b> 4. März 2021", "<p>Start:</p><p>4 March 2021</p>"],
)  # fmt: skip
def test_a_day_labelled_as_something_elses_is_not_the_articles_though_its_element_is_called_a_date(line: str) -> None:
    dated = f'<div class="event-date" id="date">{line}</div>'
    for head in ('<meta name="date" content="2021-02-20">', json_ld(datePublished="2021-02-20")):
        html = post(head=head, meta="").replace('<div class="meta"></div>', dated)
        assert read(html).published_at == datetime(2021, 2, 20, tzinfo=UTC)


PARAGRAPHS = "<p>More than ninety ships wait off the coast for a place in the harbour, and nobody knows why.</p>" * 3


@pytest.mark.parametrize(
    "below",
    [
        "<footer><p>Posted on 3 March 2019</p></footer>",
        "<footer><p>Last updated: 3 March 2019</p></footer>",
        "<aside><h3>Events</h3><p>3 March 2019</p></aside>",
        '<div><h3>Latest</h3><p><a href="/x">Another story</a> <span class="date">3 March 2019</span></p></div>',
    ],
)
def test_what_stands_in_the_main_part_below_the_article_dates_nothing(below: str) -> None:
    page = post(PARAGRAPHS, after="</article>" + below + "</main>").replace('<div id="content"', "<main><article")
    assert (read(page).published_at, read(page).modified_at) == (None, None)


@pytest.mark.parametrize("tags", ["<article>{}</article>", "<main><article>{}</article></main>", "<main>{}</main>"])
def test_the_footer_of_an_article_dates_it(tags: str) -> None:
    article = f"<h1>Port talks end in silence</h1><p>{FIRST}</p><p>{SECOND}</p><footer>Posted on 4 March 2021</footer>"
    assert read(f"<title>Port talks end in silence</title>{tags.format(article)}").published_at == DAY


@pytest.mark.parametrize(
    "sentence",
    [
        "The war began on {}, and nobody has counted the dead since.",
        "„Seit dem {} hat sich im Hafen nichts mehr bewegt“, sagte er der Zeitung.",
        "الحرب بدأت في {} ولم يحصِ أحد القتلى منذ ذلك الحين على الإطلاق؟",
    ],
)
@pytest.mark.parametrize("around", ["<p>{}</p>", "<ul><li>{}</li></ul>", "<p><em>{}</em></p>"])
def test_a_time_within_a_sentence_is_what_the_article_tells_of(sentence: str, around: str) -> None:
    told = around.format(sentence.format('<time datetime="2011-03-15">15 March 2011</time>'))
    assert read(post(told)).published_at is None
    assert read(post().replace('<div class="entry">', f'<div class="entry">{told}')).published_at is None
    assert read(post(told + '<p><time datetime="2021-03-04">4 March</time></p>')).published_at == DAY


@pytest.mark.parametrize(
    "line",
    [
        'By Ann Bell, our correspondent in the capital, <time datetime="2021-03-04">4 March</time>',
        'This post was published by Ann Bell on <time datetime="2021-03-04">4 March</time> in Politics and World.',
    ],
)
def test_a_time_in_a_byline_is_the_articles_however_long_that_is(line: str) -> None:
    assert read(post(meta="").replace('<div class="meta"></div>', f"<p>{line}</p>")).published_at == DAY


def test_a_paragraph_of_thousands_of_times_is_read_in_no_time() -> None:
    begin = process_time()
    read(post(f"<p>{'<time datetime=2020-01-01>x</time> and so on, ' * 5_000}.</p>"))
    assert process_time() - begin < 5


@pytest.mark.parametrize("line", ["© 2019-03-03 Example News", "Copyright 03.03.2019", "(c) 2019/03/03 Example News"])
def test_the_day_of_a_copyright_is_not_the_articles(line: str) -> None:
    assert read(post(f"<p>{line}</p>")).published_at is None


@pytest.mark.parametrize("line", ["<div>{}</div>", '<header><span class="date">{}</span></header>'])
@pytest.mark.parametrize("day", ["Monday, June 1, 2026", "31 May 2026"])
def test_the_day_of_the_capture_over_the_article_is_not_its(day: str, line: str) -> None:
    assert read(post().replace('<div id="content"', f'{line.format(day)}<div id="content"')).published_at is None
    earlier = line.format("May 28, 2026")
    assert read(post().replace('<div id="content"', f'{earlier}<div id="content"')).published_at is not None


@pytest.mark.parametrize(
    "line", ["<div>Published: {}</div>", '<p class="date">{}</p>', "<article><p>{}</p>", "<main><p>{}</p>"]
)
def test_an_article_of_the_day_of_the_capture_may_say_so_over_its_headline(line: str) -> None:
    dated = post().replace('<div id="content"', f'{line.format("June 1, 2026")}<div id="content"')
    assert read(dated).published_at == NOW.replace(hour=0)


def test_a_page_without_a_headline_is_dated_by_a_line_over_its_text_and_by_none_below() -> None:
    line, texts = '<p class="date">March 4, 2021</p>', f"<p>{FIRST} {FIRST}</p>" * 3
    assert printed_day(f"<body>{line}{texts}</body>") == DAY
    assert printed_day(f"<body>{texts}{line}</body>") is None


@pytest.mark.parametrize(("between", "day"), [(9, DAY), (45, None)])
def test_short_lines_may_stand_between_the_headline_and_its_date_but_not_without_end(
    between: int, day: datetime | None
) -> None:
    rows = "".join(f"<div>Link {number}</div>" for number in range(between))
    html = post(f"<p>{FIRST} {FIRST}</p>", meta=f"{rows}<div>March 4, 2021</div>")
    assert printed_day(html) == day


@pytest.mark.parametrize(
    "line",
    [
        "This entry was last updated on March 9, 2021 by those who run the site and was published a long time before.",
        "This article was brought to you on March 9, 2021 by the friends of the harbour, who have paid for its costs.",
    ],
)
def test_a_long_line_about_the_article_that_does_not_say_when_it_was_posted_dates_nothing(line: str) -> None:
    more = " You can follow any responses through the feed, leave one of your own, or link to this from your own site."
    assert read(post(after=f"<p>{line}{more}</p>")).published_at is None


@pytest.mark.parametrize(
    "change",
    [
        '<p class="last-updated"><time datetime="2021-03-09">x</time></p>',
        '<p><b>Updated</b><time datetime="2021-03-09">x</time></p>',
        '<p>Updated <time datetime="2021-03-09">x</time></p>',
        '<p><b>By Ann Bell</b> updated <time datetime="2021-03-09">x</time></p>',
    ],
)
def test_what_an_element_or_the_words_before_it_call_a_change_is_not_the_publication(change: str) -> None:
    html = post(meta=f'{change}<p><time datetime="2021-03-04">y</time></p>')
    assert read(html).published_at == DAY


@pytest.mark.parametrize(
    "line",
    [
        "Version 1.9.21 of the harbour code",  # a number
        "<h3>March 4, 2021</h3><h3>March 5, 2021</h3><h3>March 6, 2021</h3><h3>March 7, 2021</h3>",  # a calendar
    ],
)
def test_a_line_under_the_headline_that_is_hardly_a_date_dates_nothing(line: str) -> None:
    assert printed_day(post(meta=f"<div>{line}</div>")) is None


def test_a_date_in_figures_of_a_few_letters_counts_if_little_stands_beside_it() -> None:
    html = post(meta="<div>1.9.21</div>").replace('lang="en"', 'lang="de"')
    assert printed_day(html) == datetime(2021, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "head",
    [
        "<header><p>Monday, June 1, 2026</p></header>",
        '<header><div class="dateline">Monday, June 1, 2026</div></header>',
        '<div class="top"><p>May 31, 2026</p></div>',
    ],
)
def test_the_day_of_the_capture_in_the_head_of_a_page_is_not_the_articles_though_labelled_lines_are(head: str) -> None:
    html = post().replace('<div id="content"', f'{head}<div id="content"')
    assert printed_day(html) is None
    labelled = html.replace("Monday, June", "Published: June").replace("<p>May", "<p>Published: May")
    assert printed_day(labelled) is not None


def test_the_label_after_a_date_counts_where_no_other_date_follows() -> None:
    after = f"<p>{FIRST}</p><p>March 4, 2021 (date of publication)</p>"
    assert printed_day(post(f"<p>{FIRST} {FIRST}</p>" * 6, after=after)) == DAY
    both = after.replace("(date of publication)", "– March 9, 2021 published")
    assert printed_day(post(f"<p>{FIRST} {FIRST}</p>" * 6, after=both)) != DAY


def test_a_caption_and_a_quotation_under_the_headline_date_nothing_but_a_marked_day_alone_may_stand_in_one() -> None:
    caption = '<figure><img src="/a.jpg"><figcaption>{}</figcaption></figure>'
    assert printed_day(post(meta=caption.format("March 4, 2021"))) is None
    assert printed_day(post(meta=caption.format('<time datetime="">March 4, 2021</time>'))) == DAY
    assert printed_day(post(meta='<blockquote><time datetime="">March 4, 2021</time></blockquote>')) is None
