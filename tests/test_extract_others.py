"""Who is named on a page for something else than having written its article."""

import pytest

from .extract.markup import FIRST, SECOND, post, read


@pytest.mark.parametrize(
    "markup",
    [
        '<ul class="related-stories"><li><a href="/a">Other news</a> <span class="author">Ann Bell</span></li></ul>',
        '<div class="c-teaser"><p class="byline">By Ann Bell</p></div><div class="c-teaser"><p>By Carl Dorn</p></div>',
        '<figure><img src="/a.jpg"><figcaption>Photo by Ann Bell</figcaption></figure>',
        '<p>Medically reviewed by <a href="/people/ann-bell">Ann Bell</a></p>',
        '<div class="comment"><span class="author">Ann Bell</span></div>',
        '<form><label>Author</label><select><option>Ann Bell</option><option>Carl Dorn</option></select></form>',
        '<p><span>Tested by</span> <a href="/author/cd">Carl Dorn</a> and <a href="/author/ef">Eve Fox</a></p>',
        '<blockquote><p>By Ann Bell</p></blockquote>',
        '<a href="https://twitter.com/profile/example">Follow Example</a>',
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["meta", "after"])
def test_who_is_named_for_something_else_is_no_author(markup: str, place: str) -> None:
    assert read(post(**{place: markup})).authors == ()


@pytest.mark.parametrize(
    "heading", ["Comments", "2 Comments", "Comments (2)", "Kommentare", "2 commentaires", "Comentarios:", "Комментарии"]
)
def test_who_wrote_below_the_heading_of_the_comments_is_a_reader_whatever_else_is_said_of_it(heading: str) -> None:
    line, text = "Posted by Bob Reader on March 4, 2021", f"<p>{FIRST} {SECOND}</p>"
    for comment in (
        f"<p>{line}</p>{text * 2}",
        f"{text * 2}<p>{line}</p>",
        f"<dl><dt>{line}</dt><dd>{FIRST}</dd></dl>",
    ):
        article = read(post(after=f"<h3>{heading}</h3>{comment}"))
        assert (article.authors, article.published_at) == ((), None)
        assert read(post("<p>By Ann Bell</p>", after=f"<h3>{heading}</h3>{comment}")).authors == ("Ann Bell",)


@pytest.mark.parametrize("name", ['id="comment-3"', 'class="comment_17 odd"', 'id="comment-3" class="entry-meta"'])
def test_a_comment_by_its_number_is_no_part_of_the_article(name: str) -> None:
    comment = f"<div {name}><p>Posted by: Bob Reader | March 4, 2021 at 10:20 AM</p><p>So it is: {FIRST}</p></div>"
    article = read(post(f"<p>{SECOND}</p>" * 3, after=comment))
    assert (article.authors, article.published_at) == ((), None)
    assert "So it is" not in article.body


@pytest.mark.parametrize("heading", ["Responses to the storm", "Discussion", "Comments on the budget"])
def test_a_heading_of_the_text_without_a_number_begins_no_comments(heading: str) -> None:
    article = read(post(after=f"<h2>{heading}</h2><p>{SECOND}</p><p>By Ann Bell</p><p>Published: March 4, 2021</p>"))
    assert (article.authors, str(article.published_at)[:10]) == (("Ann Bell",), "2021-03-04")
    for comments in ("2 responses to Port talks", "Discussion (2)", "Comments on “Port talks”"):
        assert read(post(after=f"<h2>{comments}</h2><p>By Bob Reader</p><p>{SECOND}</p>")).authors == ()


def test_the_count_of_the_comments_under_a_standfirst_takes_no_byline_away() -> None:
    html = post(f"<p>{SECOND}</p>" * 3 + "<p>By Ann Bell</p>")
    assert read(html.replace(f"<p>{FIRST}</p>", f"<p>{FIRST}</p><h4>3 Comments</h4>")).authors == ("Ann Bell",)


def test_a_heading_that_only_speaks_of_comments_takes_no_byline_away() -> None:
    for heading in ("Comments", "Comments of the minister on the talks"):
        assert read(post(f"<h3>{heading}</h3><p>{FIRST}</p><p>Posted by Ann Bell</p><h1>x</h1>")).authors == (
            "Ann Bell",
        )
    assert read(post(after="<h3>Reactions to the talks</h3><p>Posted by Ann Bell</p>")).authors == ("Ann Bell",)


@pytest.mark.parametrize(
    "book",
    [
        "<p>By Zed Wrong</p><p>Harbour Press, 320 pages</p><p>Published: 4 March 2021</p>",
        "<p>Author: Zed Wrong<br>Publisher: Harbour Press<br>Published: 4 March 2021<br>ISBN 978-3-16-148410-0</p>",
        "<p><b>Autor:</b> Zed Wrong</p><p><b>Verlag:</b> Hafenpresse</p><p>Erschienen: 4. März 2021</p>",
        "<p>Auteur : Zed Wrong</p><p>Paru le 4 mars 2021</p><p>Éditeur : Presses du Port</p>",
        "<h3>The Harbour</h3><p>by Zed Wrong</p><p>320 pp. Harbour Press. $25.</p>",
        "<div><div>Author: Zed Wrong</div><div>Pages: 320</div><div>Published: 4 March 2021</div></div>",
    ],
)
def test_the_data_of_a_book_in_plain_lines_below_a_review_neither_sign_nor_date_it(book: str) -> None:
    review = f"<p>{FIRST}</p><p>{SECOND}</p>" * 3
    for page in (post(review + book), post(review, after=book)):
        assert (read(page).authors, read(page).published_at) == ((), None)


@pytest.mark.parametrize(
    "data", ["Harbour Press, 320 pages", "Carl Dorn: Der Hafen. Hafenpresse, 320 Seiten", "ISBN 3-16"]
)
def test_a_review_may_be_signed_and_dated_below_the_data_of_its_book(data: str) -> None:
    review = f"<p>{FIRST}</p><p>{SECOND}</p>" * 3
    article = read(post(f"{review}<p>{data}</p><p>By Ann Bell</p><p>March 4, 2021</p>"))
    assert article.authors == ("Ann Bell",)
    assert read(post(f"{review}<p>By Ann Bell</p><p>{SECOND}</p><p>She is the publisher of the Post.</p>")).authors


def test_whom_an_article_is_about_has_not_written_it() -> None:
    link = '<p><a href="/topics/people/ann-bell.html">Ann Bell</a> said on Monday that the talks had ended.</p>'
    assert read(post(link)).authors == ()
    assert read(post('<p>Tags: <a href="/tag/people/ann-bell/">Ann Bell</a></p>')).authors == ()


@pytest.mark.parametrize("kind", ["NewsArticle", "Comment", "Book", "VideoObject"])
@pytest.mark.parametrize(
    "author",
    [
        '<span itemprop="author">Zed Wrong</span>',
        '<meta itemprop="author" content="Zed Wrong">',
        '<span itemprop="author" itemscope itemtype="https://schema.org/Person"><a rel="author">Zed Wrong</a></span>',
    ],
)
def test_the_author_of_another_item_of_microdata_is_not_the_articles(kind: str, author: str) -> None:
    other = f'<div itemscope itemtype="https://schema.org/{kind}"><h3><a href="/x">Another story</a></h3>{author}</div>'
    assert read(post(after=other)).authors == ()
    assert read(post(other, meta="<p>By Ann Bell</p>")).authors == ("Ann Bell",)


@pytest.mark.parametrize("heading", ["h2", "h3", "h5"])
@pytest.mark.parametrize(
    "author",
    [
        '<a rel="author" href="/author/zed-wrong">Zed Wrong</a>',
        '<span itemprop="author">Zed Wrong</span>',
        '<p>By <a rel="author" href="/zed">Zed Wrong</a></p>',
        '<p class="author-name">Zed Wrong</p>',
    ],
)
def test_the_author_of_a_teaser_below_the_text_is_not_the_articles(author: str, heading: str) -> None:
    teaser = f'<section><div><{heading}><a href="/x">Another story entirely</a></{heading}>{author}</div></section>'
    assert read(post(after=teaser)).authors == ()
    assert read(post(after=teaser, meta="<p>By Ann Bell</p>")).authors == ("Ann Bell",)


@pytest.mark.parametrize(
    ("author", "more"),
    [
        ("Author", ("Publisher", "Harbour Press")),
        ("Author:", ("ISBN:", "978-3-16-148410-0")),
        ("Autor:", ("Verlag:", "Hafenpresse")),
        ("Auteur", ("Éditeur", "Presses du Port")),
        ("Autor:", ("Editorial:", "Puerto")),
        ("Автор:", ("Издательство:", "Гавань")),
    ],
)
@pytest.mark.parametrize(
    ("whole", "row"),
    [
        ("<table>{}</table>", "<tr><td>{}</td><td>{}</td></tr>"),
        ("<table><tbody>{}</tbody></table>", "<tr><th>{}</th><td>{}</td></tr>"),
        ("<dl>{}</dl>", "<dt>{}</dt><dd>{}</dd>"),
        ("<ul>{}</ul>", "<li><strong>{}</strong> {}</li>"),
    ],
)
def test_the_author_of_a_book_is_not_that_of_its_review(
    whole: str, row: str, author: str, more: tuple[str, str]
) -> None:
    book = whole.format(row.format(author, "Zed Wrong") + row.format(*more))
    for page in (post(book), post(meta=book)):
        assert read(page).authors == ()
    assert read(post(book, meta="<p>By Ann Bell</p>")).authors == ("Ann Bell",)
    credits = whole.format(row.format(author, "Ann Bell") + row.format("Section", "World"))
    assert read(post(meta=credits)).authors == ("Ann Bell",)
