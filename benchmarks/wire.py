"""Wire-style reports with known events: how many the reader finds, places, dates and counts right.

    python benchmarks/wire.py [--misses] [--half "held back"]

Reports and events are in tests/wire_reports.json, written before the reader was run on them; one half was
looked at while rules were written, the other was held back.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from wire_scores import load, score_reports


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list what was wrong")
    parser.add_argument("--half", action="append", help="only this half; may be given again")
    options = parser.parse_args()
    halves = options.half or list(dict.fromkeys(r["half"] for r in load()))
    for half in halves:
        reports = load(half)
        score = score_reports(reports)
        print(f"{half}: {len(reports)} reports, {sum(len(r['events']) for r in reports)} events")
        for what, count in score.out_of.items():
            print(f"  {what:10} {score.share(what):.3f}  ({score.right[what]} of {count})")
        if options.misses:
            print("\n".join(f"    {miss}" for miss in score.misses))


if __name__ == "__main__":
    main()
