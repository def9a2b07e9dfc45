"""Summary: the table of events and the counts that the command line prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["counted", "summary_table"]


def summary_table(events: pd.DataFrame, *, width: int = 100, most: int = 50) -> str:
    """Give the printed table of events: event, date, place, controller and bank with probability.

    Parameters
    ----------
    events
        Event columns with those of the join.
    width
        Columns of the terminal that the table fits.
    most
        Rows printed; how many more there are stands in a line under them.
    """
    import pandas as pd  # not at the top: every command counts something, and few print a table
    from rich.console import Console
    from rich.table import Table

    def day(value: object) -> str:
        stamp = pd.to_datetime(pd.Series([value]), errors="coerce").iloc[0]
        return "" if pd.isna(stamp) else str(stamp.date())

    def percent(value: Any) -> str:
        return "" if pd.isna(value) else f" {min(max(round(100 * float(value)), 0), 100)}%"

    from badia_geo.event_types import event_types
    from badia_geo.maps.palette import controller

    names = event_types()
    table = Table(width=width, show_lines=True, pad_edge=False)
    table.add_column("event", ratio=18)
    table.add_column("date", width=10)
    for name, ratio in (("place", 31), ("controller", 19), ("bank", 10)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for row in events.head(most).to_dict("records"):
        start, end = day(row.get("date_start")), day(row.get("date_end"))
        when = start if start == end or not end else f"{start}\n{end}"
        sure = "" if row.get("status") == "located" else f" ({str(row.get('status')).replace('_', ' ')})"
        radius = row.get("radius_m")
        size = "" if radius is None or pd.isna(radius) else f" ±{float(radius) / 1000:.0f} km"
        bank = row.get("bank") or ""
        left = row.get("p_left")
        chance = (
            ""
            if bank not in ("left", "right") or left is None
            else percent(left if bank == "left" else 1 - left)
        )
        holder = row.get("controller")
        kind = str(row.get("event_type") or "")
        table.add_row(
            names[kind].name if kind in names else kind,
            when or "no date",
            f"{'' if pd.isna(row.get('place')) else row['place']}{size}{sure}".strip(),
            f"{controller(holder).words()}{percent(row.get('controller_p'))}"
            if isinstance(holder, str)
            else "undetermined",
            f"{bank}{chance}",
        )
    console = Console(width=width, color_system=None)
    with console.capture() as capture:
        console.print(table)
    more = len(events) - most
    return capture.get().rstrip() + (f"\n… and {counted(more, 'more event')}" if more > 0 else "")


def counted(n: int, noun: str) -> str:
    """Say how many of something there are.

    Examples
    --------
    >>> counted(1, "event"), counted(1200, "event")
    ('1 event', '1,200 events')
    """
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
