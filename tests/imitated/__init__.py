"""Databases that cannot be had here, imitated on SQLite behind the face of pyodbc.

Mostik's own code for SQL Server and Access runs against them from end to end, so that every statement it can
send is heard, and the rules of each engine that were known when this was written are enforced. They say
nothing about how the real engines behave beyond those rules.
"""
