"""What lasts between runs: one state file for each connection (peewee on SQLite), and secrets in the system's
keyring.

Start at :mod:`storage.journal` (the journal of a connection), :mod:`storage.profiles` (the list of
connections) and :mod:`storage.secrets`. Imports of ours: the nouns, ports, errors and sentences of ``sync``,
nothing else.
"""
