"""The engine: reads both sides, plans what must change, acts item by item and reports.

Imports no Tk, no peewee, no keyring and nothing of ``wizard`` or ``storage``.
"""
