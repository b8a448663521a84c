"""What a good WARC record is: the rules for its framing, its fields, its block, and its place in its exchange."""
