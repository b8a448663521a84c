"""The links in the text of an article."""

from iria_crawler.items import TextLink

from .extract.pictures import read


def test_links_in_the_text_are_absolute_in_order_and_of_a_kind() -> None:
    inside = (
        '<p>See <a href="../old/">the old story</a>, <a rel="nofollow" href="https://other.example/a">another</a>, '
        '<a href="/files/report.pdf">the report</a>, <a href="mailto:a@b.example">mail</a>, <a href="#x">up</a>, '
        '<a href="javascript:void(0)">js</a>, <a href="http://127.0.0.1:99999/">bad port</a> and all.</p>'
        '<iframe src="https://video.example/1" title="Film"></iframe>'
    )
    assert read(inside).links == (
        TextLink(url="https://news.example/news/old/", text="the old story", kind="internal"),
        TextLink(url="https://other.example/a", text="another", kind="external", rel="nofollow"),
        TextLink(url="https://news.example/files/report.pdf", text="the report", kind="document"),
        TextLink(url="https://video.example/1", text="Film", kind="embed"),
    )


def test_a_base_element_is_heeded() -> None:
    link = read('<p>See <a href="x/">this story</a> for more about it.</p>', head='<base href="/deep/down/">').links[0]
    assert link.url == "https://news.example/deep/down/x/"
