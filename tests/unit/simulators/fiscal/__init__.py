"""The simulated fiscal devices, spoken to byte by byte."""
