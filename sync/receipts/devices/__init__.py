"""The families of fiscal devices, one module each; all behave as
:class:`sync.receipts.device.FiscalDevice`.
"""
