"""Hold the packaged zones of a day against the markers of somebody else's published map of that day.

    python benchmarks/control_map.py FILE [FILE ...] --date 2017-07-01

A file is the text of a "detailed map" module as wikis and their copies in public repositories publish it: one
marker a place, ``{ lat = 36.1, long = 37.3, mark = m.gov_hill, ...}`` or ``mark = "Location dot red.svg"``.
The markers are somebody's reading of the same war, so what differs is looked at, not believed; they stay
outside the tree (CC BY-SA). Before 2018 such maps do not tell the Turkish-backed factions from other rebels,
so both count as one. A share of points is not an intersection over union: villages lie denser than desert.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import geopandas as gpd
import pandas as pd

from badia_geo.zones import ControlZones

MARK = re.compile(
    r"lat\s*=\s*\"?(?P<lat>-?[\d.]+)\"?\s*,\s*long\s*=\s*\"?(?P<lon>-?[\d.]+)\"?\s*,"
    r"\s*mark\s*=\s*(?:m\.(?P<code>\w+)|\"(?P<icon>[^\"]+)\")"
)
CODES = {
    "gov": "government",
    "sdf": "sdf",
    "is": "is",
    "opp": "opposition",
    "jan": "opposition",
    "hts": "opposition",
    "isr": "israel",
}
"""Parts of the codes of the newer modules; a code that names two holders is left out."""

ICONS = {
    "red": "government",
    "yellow": "sdf",
    "lime": "opposition",
    "green": "opposition",
    "black": "is",
}
"""Words in the file names that the older modules write instead."""


def holder(code: str | None, icon: str | None) -> str | None:
    """Give the controller of a mark, None where it shows a contested place or none at all."""
    if code:
        found = {CODES[part] for part in code.lower().split("_") if part in CODES}
    else:
        found = {who for word, who in ICONS.items() if word in (icon or "").lower()}
    return found.pop() if len(found) == 1 else None


def markers(text: str) -> gpd.GeoDataFrame:
    """Read the markers of a module's text."""
    read = [(float(m["lat"]), float(m["lon"]), holder(m["code"], m["icon"])) for m in MARK.finditer(text)]
    table = pd.DataFrame(read, columns=["lat", "lon", "said"]).dropna().drop_duplicates(["lat", "lon"])
    return gpd.GeoDataFrame(
        table[["said"]], geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=4326
    ).reset_index(drop=True)


def main() -> None:
    """Print the agreement, by controller, and how far inside our zones the differing markers lie."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--date", required=True)
    options = parser.parse_args()
    points = markers("\n".join(f.read_text(encoding="utf-8") for f in options.files))
    zones = ControlZones.load().at(options.date)[["controller", "geometry"]]
    zones["controller"] = zones["controller"].replace("turkish_backed", "opposition")
    met = points.sjoin(zones, how="left", predicate="within")
    met = met[~met.index.duplicated()]
    met = met[met["controller"].notna()]
    agrees = met["said"] == met["controller"]
    print(f"{options.date}: {agrees.sum()} of {len(met)} markers agree ({agrees.mean():.3f})")
    for who, group in agrees.groupby(met["said"]):
        print(f"  {who}: {group.mean():.3f} ({len(group)})")
    table = pd.crosstab(met["said"], met["controller"])
    for who in table.index.intersection(table.columns):
        both = table.loc[who, who]
        either = table.loc[who].sum() + table[who].sum() - both
        print(f"  {who}: {both / either:.3f} of the markers of either are of both")
    plane = zones.to_crs(32637)
    apart = met[~agrees].to_crs(32637)
    for at, row in apart.iterrows():
        own = plane[plane["controller"] == row["said"]].geometry
        far = own.distance(row.geometry).min() / 1000 if len(own) else float("inf")
        point = met.geometry[at]
        print(
            f"  {point.y:.3f} {point.x:.3f} said {row['said']}, drawn {row['controller']}, "
            f"{far:.1f} km from ground of {row['said']}"
        )


if __name__ == "__main__":
    main()
