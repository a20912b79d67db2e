"""Mostik on the command line, for people and for schedulers.

:mod:`wizard.terminal.arguments` names the commands, :mod:`wizard.terminal.commands` carries one out, and
each command has a file of its own. What is printed comes from :mod:`wizard.terminal.summary` and its
neighbours.
"""
