"""One run: read both sides, plan, guard, act item by item, report. Preview and run take the same path.

:mod:`sync.run.connection` holds what a run works with, :mod:`sync.run.receive` brings orders into the inbox,
:mod:`sync.run.planning` makes the plan, :mod:`sync.run.acting` carries it out, :mod:`sync.run.engine` joins
them.
"""
