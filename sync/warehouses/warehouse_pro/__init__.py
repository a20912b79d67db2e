"""Microinvest Warehouse Pro by its database, and the embedded warehouse: a SQLite file with the same
tables."""
