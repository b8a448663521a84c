"""What the addresses of a page are relative to."""

import pytest

from iria_crawler.extract import tree_of
from iria_crawler.hrefs import absolute, base_of

from .extract.markup import URL, page


@pytest.mark.parametrize(
    ("head", "base"),
    [
        ("", URL),
        ('<base target="_blank">', URL),
        ('<base href="/deep/down/">', "https://news.example/deep/down/"),
        ('<base href=" //cdn.example/a/ ">', "https://cdn.example/a/"),
        ('<base target="_top"><base href="../x/"><base href="/y/">', "https://news.example/news/x/"),
        ('<base href=""><base href="/y/">', URL),
        ('<base href="#top">', URL),
        ('<base href="javascript:alert(1)">', URL),
        ('<base href="data:text/html,x"><base href="/y/">', URL),
        ('<base href="about:blank">', URL),
        ('<base href="http://[">', URL),
    ],
)
def test_the_first_base_with_an_address_counts_and_one_that_is_none_of_the_web_is_none(head: str, base: str) -> None:
    tree = tree_of(page(f"<html><head>{head}</head><body><p>Ports</p></body></html>"))
    assert base_of(tree.iter("base"), URL) == base
    assert absolute(base_of(tree.iter("base"), URL), "x.html") == f"{base.rpartition('/')[0]}/x.html"
