"""iria turns a news site into an archive that can be proved and a database that can be queried."""

__version__ = "0.2.0"
