"""Any shop that exports and imports files: orders and products come in as CSV or XML, stock and prices go
out so.

Which column means what, the owner says once (:mod:`.settings`); :mod:`.guessing` proposes it from the names.
:class:`~sync.shops.by_file.adapter.ByFile` is the shop. What a file cannot do (a status back, a new
product) is a feature that is off. The settings are read by :mod:`sync.systems`, so nothing is imported here.
"""
