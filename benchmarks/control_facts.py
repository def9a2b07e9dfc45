"""Ask the packaged timeline who held a place on a day, and hold the answers against published accounts.

    python benchmarks/control_facts.py [--facts CSV]

The facts (``tests/control_facts.csv``) were written down from the accounts before the statements were read.
``at_first`` keeps what the timeline said when it was first asked, where that differed from the account; the
share right at first is therefore the honest estimate for facts that nobody has looked at yet; ``reading`` is
the day of the reading that wrote the fact, so that a later reading can be told from an earlier one. Each fact
is asked of ``ControlZones.load().at(date)`` at the gazetteer's point.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import geopandas as gpd
import pandas as pd

from badia_geo.statement_areas import AreaResolver
from badia_geo.zones import ControlZones

FACTS = Path(__file__).resolve().parents[1] / "tests" / "control_facts.csv"


def asked(facts: pd.DataFrame) -> pd.Series:
    """Give who the zones say held each place on its day."""
    places = AreaResolver().resolve(facts["place"])
    points = gpd.points_from_xy(
        [places[name].lon for name in facts["place"]], [places[name].lat for name in facts["place"]]
    )
    where = gpd.GeoDataFrame(facts[["date"]], geometry=points, crs=4326)
    timeline = ControlZones.load()
    answers = []
    for date, day in where.groupby("date"):
        found = day.sjoin(timeline.at(date)[["controller", "geometry"]], how="left")
        answers.append(found.loc[~found.index.duplicated(), "controller"])
    return pd.concat(answers).reindex(facts.index)


def shares(right: pd.Series, by: pd.Series) -> str:
    """Give the shares by a key, as one line."""
    return ", ".join(f"{k} {g.mean():.2f} ({len(g)})" for k, g in right.groupby(by))


def main() -> None:
    """Print the shares at first sight and now, by year and by controller, and each difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--facts", type=Path, default=FACTS)
    facts = pd.read_csv(parser.parse_args().facts, dtype=str, keep_default_na=False)
    now = asked(facts)
    year = facts["date"].str[:4]
    if "reading" in facts:
        print(f"at first, by reading: {shares(facts['at_first'] == '', facts['reading'])}")
    for name, right in (("at first", facts["at_first"] == ""), ("now", now == facts["controller"])):
        print(f"{name}: {right.sum()} of {len(facts)} right ({right.mean():.3f})")
        print(f"  by year: {shares(right, year)}")
        print(f"  by controller: {shares(right, facts['controller'])}")
    differ = facts.assign(zones=now)[now != facts["controller"]]
    print(differ[["place", "date", "controller", "zones", "settled"]].to_string(index=False))


if __name__ == "__main__":
    main()
