"""Speed of reading text: kB of UTF-8 a second on one core, over a corpus made of the evaluation's texts.

    python benchmarks/reports.py [--megabytes 20] [--reports 2]

Prints mentions and reports a second, memory before and after, and time against length and against the number
of names in a sentence.  Answers of the geocoder are remembered over a corpus, as in use: the first pass over
the texts is timed apart.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import os
import resource
import time
from pathlib import Path

from badia_geo.mentions import default_geocoder, find_mentions
from badia_geo.reports import ReportReader, read_report

HERE = Path(__file__).resolve().parent
EVAL = Path(os.environ.get("BADIA_GEO_EVAL", HERE.parent.parent / "shared" / "eval"))


def corpus() -> list[str]:
    """Give the texts: notes, articles and the sample reports."""
    texts = [p.read_text(encoding="utf8") for p in sorted((HERE.parent / "data" / "reports").glob("*.txt"))]
    if not (EVAL / "README.md").is_file():
        print(f"evaluation data is not at {EVAL}: only the sample reports are read")
        return texts
    with (EVAL / "texts" / "heritage_dev.csv").open(encoding="utf8") as file:
        texts += [row["text"] for row in csv.DictReader(file)]
    news = (EVAL / "news" / "tr_news_syria_iraq.jsonl").read_text(encoding="utf8")
    texts += [json.loads(line)["text"] for line in news.splitlines()]
    texts += [p.read_text(encoding="utf8") for p in sorted((EVAL / "reports").glob("*.txt"))]
    return texts


def repeated(texts: list[str], size: int) -> list[str]:
    """Repeat the texts, each time with another number in them, up to a size in bytes."""
    result, total = [], 0
    for number, text in enumerate(itertools.cycle(texts)):
        copy = f"{text} Report no. {number}."
        result.append(copy)
        total += len(copy.encode())
        if total >= size:
            return result
    return result


def rate(texts: list[str], read) -> float:
    """Time a function over texts; kB of UTF-8 a CPU second."""
    start = time.process_time()
    for text in texts:
        read(text)
    return sum(len(t.encode()) for t in texts) / 1000 / (time.process_time() - start)


def memory() -> float:
    """Peak memory of the process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=20)
    parser.add_argument("--reports", type=float, default=2, help="megabytes read as reports")
    options = parser.parse_args()
    texts = corpus()
    geocoder = default_geocoder()
    find_mentions(texts[0], geocoder=geocoder)
    reader = ReportReader(geocoder)
    print(f"first pass, mentions: {rate(texts, lambda t: find_mentions(t, geocoder=geocoder)):.0f} kB/s")
    print(f"first pass, reports: {rate(texts, lambda t: reader.read(t, None)):.0f} kB/s")
    before = memory()
    many = repeated(texts, int(options.megabytes * 1e6))
    speed = rate(many, lambda t: find_mentions(t, geocoder=geocoder))
    print(f"mentions over {options.megabytes:g} MB: {speed:.0f} kB/s")
    few = repeated(texts, int(options.reports * 1e6))
    speed = rate(few, lambda t: reader.read(t, None))
    print(f"reports over {options.reports:g} MB: {speed:.0f} kB/s")
    print(f"peak memory: {before:.0f} MB before, {memory():.0f} MB after")
    article = max(texts, key=len)
    for copies in (1, 4, 16):
        text = "\n".join([article] * copies)
        start = time.process_time()
        read_report(text, published="2020-08-21", geocoder=geocoder)
        print(f"one text of {len(text) / 1000:.0f} kB: {time.process_time() - start:.2f} s")
    names = ["Raqqa", "Hama", "Homs", "Mayadin", "Hajin", "Palmyra", "Abu Kamal", "Idlib"]
    for count in (10, 40, 160):
        text = "Shells hit " + ", ".join(itertools.islice(itertools.cycle(names), count)) + " on Monday."
        find_mentions(text, geocoder=geocoder)
        start = time.process_time()
        for _ in range(20):
            find_mentions(text + " ", geocoder=geocoder)
        print(f"a sentence of {count} names: {(time.process_time() - start) / 20 * 1000:.2f} ms")


if __name__ == "__main__":
    main()
