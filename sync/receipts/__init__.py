"""Fiscal receipts of Bulgaria: the devices and how they are spoken to, receipts, and sale numbers."""
