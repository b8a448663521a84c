"""How well, and at what cost, `extract()` reads pages of which the truth is known, beside other extractors."""
