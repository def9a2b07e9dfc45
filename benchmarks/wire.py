"""Wire-style reports with known events: how many the reader finds, places, dates and counts right.

    python benchmarks/wire.py [--misses] [--half "held back"] [--user]

Reports and events are in tests/wire_reports.json, written before the reader was run on them; one half was
looked at while rules were written, the other was held back.  With --user the evaluation's gazetteers are
added to the packaged one, as a user would with --gazetteer; they are looked for in ``BADIA_GEO_EVAL`` or
beside the checkout.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from names import EVAL, gazetteers
from wire_scores import load, score_reports

from badia_geo.geocoding import Geocoder


def user_geocoder() -> Geocoder:
    """Give the packaged gazetteer with 13,000 places of two user files, unchecked names among them."""
    if not (EVAL / "README.md").is_file():
        sys.exit(f"{EVAL}: no evaluation data; set BADIA_GEO_EVAL to where it is")
    return Geocoder(gazetteers()["both"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list what was wrong")
    parser.add_argument("--half", action="append", help="only this half; may be given again")
    parser.add_argument("--user", action="store_true", help="add the evaluation's gazetteers")
    options = parser.parse_args()
    geocoder = user_geocoder() if options.user else None
    halves = options.half or list(dict.fromkeys(r["half"] for r in load()))
    for half in halves:
        reports = load(half)
        score = score_reports(reports, geocoder=geocoder)
        print(f"{half}: {len(reports)} reports, {sum(len(r['events']) for r in reports)} events")
        for what, count in score.out_of.items():
            print(f"  {what:10} {score.share(what):.3f}  ({score.right[what]} of {count})")
        if options.misses:
            print("\n".join(f"    {miss}" for miss in score.misses))


if __name__ == "__main__":
    main()
