"""``python -m sync.simulators.sample`` writes the committed sample anew."""

from __future__ import annotations

import sys

from sync.simulators.sample.build import write_sample

if __name__ == "__main__":
    for written in write_sample():
        sys.stdout.write(f"{written}\n")
