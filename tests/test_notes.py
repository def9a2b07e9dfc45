from __future__ import annotations

import tracemalloc

import pandas as pd
import pytest
from small_geocoder import small_geocoder

from badia_geo.errors import ColumnError, FileFormatError, MissingFileError
from badia_geo.notes import note_tables, read_notes
from badia_geo.tables import table_writer

GEOCODER = small_geocoder()
TEXT = (
    "Shells killed two people in Hajin on Monday. In a separate attack, gunmen abducted a shepherd near "
    "Palmyra on Tuesday."
)


def notes():
    return pd.DataFrame(
        {
            "id": ["a", "b", "c", "d", "e"],
            "notes": ["Shells hit Hajin.", None, "The museum of Palmyra.", TEXT, "Shells hit Raqqa."],
            "event_date": ["2020-08-18", "2020-08-18", None, "2020-08-21", "18th of never"],
        },
        index=[7, 7, 8, 9, 10],
    )


def test_notes_keep_every_row_and_one_primary_event_each():
    frame = notes()
    before = frame.copy()
    done: list[int] = []
    events = read_notes(frame, text="notes", date="event_date", geocoder=GEOCODER, progress=done.append)
    pd.testing.assert_frame_equal(frame, before)
    assert events["source_row"].tolist() == [0, 1, 2, 3, 3, 4]
    assert events.loc[events["primary"], "source_row"].tolist() == [0, 1, 2, 3, 4]
    assert events["id"].tolist() == ["a", "b", "c", "d", "d", "e"]
    assert events["event_type"].tolist() == ["shelling", "other", "other", "shelling", "abduction", "other"]
    first = events.iloc[0]
    assert str(first["date_start"])[:10] == str(first["date_end"])[:10] == "2020-08-18"
    assert "text is empty" in events["reason"].iloc[1]
    assert "18th of never" in events["reason"].iloc[5]
    assert events["place_id"].iloc[2] == "palmyra"
    assert done == [5]


def test_notes_need_their_columns():
    with pytest.raises(ColumnError, match="no column 'text'"):
        read_notes(notes(), text="text", geocoder=GEOCODER)
    assert len(read_notes(notes().head(0), text="notes", geocoder=GEOCODER)) == 0


def written(tmp_path, lines, *, encoding="utf8"):
    file = tmp_path / "notes.csv"
    file.write_bytes("\n".join(lines).encode(encoding, "surrogateescape"))
    return file


def test_a_file_gives_what_its_frame_gives(tmp_path):
    frame = notes().reset_index(drop=True)
    file = tmp_path / "notes.csv"
    frame.to_csv(file, index=False)
    streamed = pd.concat(
        note_tables(file, text="notes", date="event_date", geocoder=GEOCODER), ignore_index=True
    )
    whole = read_notes(frame, text="notes", date="event_date", geocoder=GEOCODER)
    columns = ["event_id", "source_row", "primary", "event_type", "place_id", "reason", "id", "date_start"]
    pd.testing.assert_frame_equal(streamed[columns], whole[columns])


def test_one_bad_row_never_stops_the_rest(tmp_path):
    lines = [
        "id;notes;event_date",
        "a;Shells hit Hajin.;2020-08-18",
        "b;Shells hit Hajin.;2020-08-18;and;more",
        "c;Shells hit \udcc7 Hajin.;2020-08-18",
        "d",
        "e;Shells hit Raqqa.;2020-08-19",
    ]
    events = pd.concat(note_tables(written(tmp_path, lines), date="event_date", geocoder=GEOCODER))
    assert events["source_row"].tolist() == [0, 1, 2, 3, 4]
    assert events["place_id"].isna().tolist() == [False, True, True, True, False]
    assert "row 1: it has 5 cells and the head has 3" in events["reason"].iloc[1]
    assert "row 2: it is not UTF-8" in events["reason"].iloc[2]
    assert "row 3: it has 1 cells" in events["reason"].iloc[3]
    assert events["id"].tolist() == ["a", "b", "c", "d", "e"]


def test_files_that_cannot_be_read_say_why(tmp_path):
    with pytest.raises(MissingFileError, match="no such file"):
        note_tables(tmp_path / "none.csv", geocoder=GEOCODER)
    with pytest.raises(FileFormatError, match="is empty"):
        note_tables(written(tmp_path, []), geocoder=GEOCODER)
    with pytest.raises(ColumnError, match="say which column"):
        note_tables(written(tmp_path, ["id,words", "1,x"]), geocoder=GEOCODER)
    with pytest.raises(ColumnError, match="no column 'day'"):
        note_tables(written(tmp_path, ["id,text", "1,x"]), date="day", geocoder=GEOCODER)
    only_head = list(note_tables(written(tmp_path, ["id,text"]), geocoder=GEOCODER))
    assert [len(t) for t in only_head] == [0]


def test_memory_is_flat_over_a_long_file(tmp_path, monkeypatch):
    """Of the issue: streamed; four times the rows take no more memory at their peak (words met are remembered)."""

    monkeypatch.setattr("badia_geo.notes.CHUNK", 50)

    def peak(rows):
        file = written(
            tmp_path,
            ["text,event_date", *(f"Shells hit Hajin near post {i % 40}.,2020-08-18" for i in range(rows))],
        )
        out = tmp_path / "events.csv"
        done: list[int] = []
        tracemalloc.start()
        with table_writer(out) as write:
            for table in note_tables(file, date="event_date", geocoder=GEOCODER, progress=done.append):
                write(table)
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert done[-1] == rows
        assert len(pd.read_csv(out)) == rows
        return size

    peak(60)
    assert peak(600) < 1.5 * peak(150)


def test_nothing_is_left_behind_by_a_run_that_breaks(tmp_path):
    class StoppedError(Exception):
        pass

    def run():
        with table_writer(tmp_path / "events.csv") as write:
            write(pd.DataFrame({"a": [1]}))
            raise StoppedError

    with pytest.raises(StoppedError):
        run()
    assert list(tmp_path.iterdir()) == []
