"""Draw statements for a second, independent reading, and compare the answers with the statements.

    python benchmarks/second_reading.py draw > answers.csv
    python benchmarks/second_reading.py compare answers.csv

``draw`` writes a tenth of the rows: the area and a day on which the row holds, and nothing of what the row
says. The day is drawn from the first sixty of the row's interval, where a wrong date shows. The reader fills
the columns controller, status, with, sure and basis without seeing the statements. ``compare`` joins the
answers with the rows that hold on those days, counts the agreement and prints the tables of
``docs/second_reading.md``.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import random
import sys
from pathlib import Path

STATEMENTS = Path(__file__).resolve().parents[1] / "data" / "control_statements.csv"
SEED = 20261125
SHARE = 0.1
DAYS = 60
"""Days after a change from which the asked day is drawn."""

END = "2025-01-01"
ANSWER = ("area", "date", "controller", "status", "with", "sure", "basis")


def read(path: Path) -> list[dict[str, str]]:
    """Read a table with a line of names."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def draw(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Give the questions: a tenth of the rows, each on a day drawn from its first sixty."""
    chance = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    questions = []
    for row in chance.sample(sorted(rows, key=lambda r: r["statement_id"]), round(len(rows) * SHARE)):
        first = dt.date.fromisoformat(row["valid_from"])
        last = dt.date.fromisoformat(row["valid_to"] or END)
        day = first + dt.timedelta(days=chance.randrange(min(DAYS, (last - first).days)))
        questions.append({"area": row["area"], "date": day.isoformat()})
    return sorted(questions, key=lambda q: (q["area"], q["date"]))


def said(row: dict[str, str]) -> str:
    """Say who holds, as the tables write it."""
    parties = ", ".join(filter(None, row["with"].split("|")))
    return (
        f"{row['controller']} ({row['status']}{', ' if parties else ''}{parties})"
        if parties
        else row["controller"]
    )


def compare(answers: list[dict[str, str]], rows: list[dict[str, str]]) -> list[str]:
    """Give the lines of the page: the counts, and every answer beside the statement of its day."""
    table, same, near = [], 0, 0
    for answer in answers:
        area, day = answer["area"], answer["date"]
        held = [r for r in rows if r["area"] == area and r["valid_from"] <= day < (r["valid_to"] or END)]
        if len(held) != 1:
            msg = f"{area} on {day}: {len(held)} statements hold; draw the questions again"
            raise ValueError(msg)
        row = held[0]
        parties = {row["controller"], *row["with"].split("|")}
        same += row["controller"] == answer["controller"]
        near += bool({answer["controller"], *answer["with"].split("|")} & parties - {""})
        table.append(
            f"| {area} | {day} | {said(row)} | {said(answer)} | {answer['sure']} | {answer['basis']} |"
        )
    n = len(answers)
    return [
        f"- The same controller: **{same} of {n} ({same / n:.1%})**.",
        f"- The same, or a party that either reading names: **{near} of {n} ({near / n:.1%})**.",
        "",
        "| area | date | statement | second reading | sure | basis |",
        "| --- | --- | --- | --- | --- | --- |",
        *table,
    ]


def main() -> None:
    """Draw or compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=["draw", "compare"])
    parser.add_argument("answers", nargs="?", type=Path)
    parser.add_argument("--statements", type=Path, default=STATEMENTS)
    args = parser.parse_args()
    rows = read(args.statements)
    if args.what == "draw":
        out = csv.DictWriter(sys.stdout, ANSWER, lineterminator="\n")
        out.writeheader()
        out.writerows(draw(rows))
        return
    if args.answers is None:
        parser.error("compare needs the table of answers")
    sys.stdout.write("\n".join(compare(read(args.answers), rows)) + "\n")


if __name__ == "__main__":
    main()
