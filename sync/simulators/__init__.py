"""Faithful local stand-ins of the platforms, for the demo, the tests and the benchmarks."""
