"""What Mostik costs, as ratios that mean the same on every machine. ``python -m benchmarks`` prints them;
docs/benchmarks.md explains them.
"""
