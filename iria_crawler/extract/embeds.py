"""The posts of social networks that an article embeds."""

import re

POST = re.compile(
    r"(?:twitter|bluesky|mastodon|tiktok|reddit|instagram|fb|threads|text-post)-(?:tweet|video|embed|media|post)"
)
"""The class of the quotation by which a social network has its posts embedded."""
