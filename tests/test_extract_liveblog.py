"""A live blog is read post by post, whatever its boxes are called."""

import pytest

from .extract.markup import FIRST, json_ld, post, read

LIVE = json_ld(headline="Port talks end in silence").replace('"NewsArticle"', '"LiveBlogPosting"')
TIMES = ("21:40", "21:05", "20:30", "19:55", "19:20", "18:45")


def paragraphs(number: int) -> list[str]:
    return [
        f"Delegation number {number} has left the hotel by the back door.",
        f"Its minister said that {number} demands had been made and none met, and that the ships would go on waiting.",
    ]


def entry(number: int, layout: str) -> str:
    head, first, second = f"Update {number} from the port", *paragraphs(number)
    return layout.format(time=TIMES[number], head=head, first=first, second=second, number=number)


@pytest.mark.parametrize(
    "layout",
    [
        '<article id="block-{number}" class="css-1x"><header><time>{time}</time><h2>{head}</h2></header><p>{first}</p>'
        "<p>{second}</p><footer class=share>Share</footer></article>",
        '<div class="live-post js-{number}"><div class="info">{time} Ann Bell</div><div><h3>{head}</h3><p>{first}</p>'
        "<figure><img src=/a.jpg><figcaption>The port, from above Credit: Bell</figcaption></figure><p>{second}</p>"
        "</div></div>",
        "<li class=teaser><span class=date>{time}</span><h4>{head}</h4><div>{first}</div><div>{second}</div></li>",
    ],
)
def test_all_posts_of_a_live_blog_are_its_text_in_the_order_of_the_page(layout: str) -> None:
    posts = "".join(entry(number, layout) for number in range(len(TIMES)))
    html = post(head=LIVE, after=f'<div class="tabs"><div class="stream">{posts}</div></div>')
    wanted = [line for number in range(len(TIMES)) for line in (f"Update {number} from the port", *paragraphs(number))]
    assert [line for line in read(html).body.split("\n\n") if line in wanted] == wanted
    assert not [line for line in read(html).body.split("\n\n") if "Share" in line or "Credit" in line]
    assert read(html).body.startswith(FIRST)


def test_comments_below_a_live_blog_are_no_posts() -> None:
    comments = "".join(
        f'<div class="comment"><b>Reader {number}</b><p>{line}</p><p>{line}</p></div>'
        for number in range(9)
        for line in paragraphs(number)[1:]
    )
    assert "Its minister" not in read(post(head=LIVE, after=f'<div id="comments">{comments}</div>')).body
