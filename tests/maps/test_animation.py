"""Animations: frames, durations, files and what happens without ffmpeg."""

from __future__ import annotations

import importlib
import shutil
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from PIL import Image

from badia_geo.errors import OutputError, TimelineError, ValueRangeError
from badia_geo.maps.animation import animate
from badia_geo.maps.palette import controller, rgb, tint
from badia_geo.maps.style import MapStyle

DATES = ["2020-03-01", "2020-01-01", "2020-02-01"]
SMALL: dict[str, object] = {"size": (6.4, 4.6), "dpi": 60, "relief": False, "progress": False}
EXTENT = (38.0, 34.0, 41.0, 36.0)


class Timeline:
    """One box that the Islamic State leaves to the government in February."""

    def at(self, date: str) -> gpd.GeoDataFrame:
        if pd.Timestamp(date).year != 2020:
            msg = f"{date} lies outside the timeline"
            raise TimelineError(msg)
        held = "is" if date < "2020-02-01" else "government"
        return gpd.GeoDataFrame(
            {"controller": [held], "status": ["control"], "source": ["synthetic"], "accuracy_m": [1000.0]},
            geometry=[shapely.box(39, 34.5, 40, 35.5)],
            crs=4326,
        )


@pytest.fixture(scope="module")
def gif(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "film.gif"
    assert animate(Timeline(), DATES, path, extent=EXTENT, seconds=0.5, hold=1.5, **SMALL) == path
    return path


def frames(path: Path) -> list[np.ndarray]:
    with Image.open(path) as film:
        out = []
        for i in range(film.n_frames):
            film.seek(i)
            out.append(np.asarray(film.convert("RGB")).astype(int))
    return out


def test_a_frame_for_each_date_in_order_with_its_duration(gif: Path) -> None:
    with Image.open(gif) as film:
        assert film.n_frames == 3
        assert film.size == (384, 276)
        assert film.info["loop"] == 0
        durations = []
        for i in range(3):
            film.seek(i)
            durations.append(film.info["duration"])
    assert durations == [500, 500, 1500]


def test_the_ground_takes_the_colour_of_its_holder(gif: Path) -> None:
    def held(frame: np.ndarray) -> np.ndarray:
        height, width = frame.shape[:2]
        # a quarter of the window round its middle, where the box lies
        return np.median(
            frame[int(0.4 * height) : int(0.6 * height), int(0.3 * width) : int(0.42 * width)], axis=(0, 1)
        )

    for frame, code in zip(frames(gif), ("is", "government", "government"), strict=True):
        assert held(frame) == pytest.approx(255 * np.array(rgb(tint(controller(code).colour))), abs=3)
        assert (frame[2, 2] == 255).all()  # the paper stays white


def test_only_zones_date_and_marker_change_between_frames(gif: Path) -> None:
    first, second, third = frames(gif)
    assert (first != second).any(axis=2).mean() > 0.02
    # the second and third date differ in the date and the marker of the time bar alone
    changed = (second != third).any(axis=2)
    rows, columns = np.nonzero(changed)
    assert 0 < changed.mean() < 0.02
    assert columns.min() > 0.7 * changed.shape[1]
    assert rows.max() < 0.25 * changed.shape[0]


def test_the_same_film_has_the_same_bytes(gif: Path, tmp_path: Path) -> None:
    again = animate(Timeline(), DATES, tmp_path / "b.gif", extent=EXTENT, seconds=0.5, hold=1.5, **SMALL)
    assert again.read_bytes() == gif.read_bytes()


def test_without_ffmpeg_an_mp4_names_the_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(OutputError, match=r"install ffmpeg.*or write a \.gif"):
        animate(Timeline(), DATES, tmp_path / "film.mp4", **SMALL)
    assert not list(tmp_path.iterdir())


def test_an_mp4_where_ffmpeg_is_there(tmp_path: Path) -> None:
    if shutil.which("ffmpeg") is None:
        try:
            importlib.import_module("imageio_ffmpeg")
        except ImportError:
            pytest.skip("ffmpeg is not installed: apt-get install ffmpeg, or pip install imageio-ffmpeg")
    path = animate(Timeline(), DATES, tmp_path / "film.mp4", extent=EXTENT, **SMALL)
    data = path.read_bytes()
    assert data[4:8] == b"ftyp"
    assert data.index(b"moov") < data.index(b"mdat")  # plays before it is loaded
    assert b"avc1" in data


def test_a_failing_ffmpeg_says_why_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "tools" / "ffmpeg"
    tool.parent.mkdir()
    tool.write_text("#!/bin/sh\necho 'no encoder libx264' >&2\nexit 1\n")
    tool.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _name: str(tool))
    with pytest.raises(OutputError, match="no encoder libx264"):
        animate(Timeline(), DATES, tmp_path / "out" / "film.mp4", extent=EXTENT, **SMALL)
    assert not list((tmp_path / "out").iterdir())


def test_the_progress_bar_goes_to_the_standard_error(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    animate(
        Timeline(),
        DATES[:2],
        tmp_path / "f.gif",
        extent=EXTENT,
        **{**SMALL, "progress": True, "language": "ar"},
    )
    out, err = capfd.readouterr()
    assert out == ""
    assert "100%" in err
    assert "1 March 2020" in err


def test_bad_input_is_named(tmp_path: Path) -> None:
    path = tmp_path / "film.gif"
    with pytest.raises(OutputError, match=r"\.gif or \.mp4"):
        animate(Timeline(), DATES, tmp_path / "film.avi")
    with pytest.raises(ValueRangeError, match="too few"):
        animate(Timeline(), DATES[:1], path, **SMALL)
    with pytest.raises(ValueRangeError, match="given twice"):
        animate(Timeline(), [*DATES, DATES[0]], path, **SMALL)
    with pytest.raises(ValueRangeError, match="seconds=0"):
        animate(Timeline(), DATES, path, seconds=0, **SMALL)
    with pytest.raises(TimelineError, match="outside"):
        animate(Timeline(), [*DATES, "2022-01-01"], path, **SMALL)
    with pytest.raises(ValueRangeError, match="language"):
        animate(Timeline(), DATES, path, **{**SMALL, "language": "fr"})
    assert not path.exists()


def test_a_style_reaches_the_frames_and_ends_with_the_film(tmp_path: Path) -> None:
    style = MapStyle(colours={"government": "#00ff00"}, opacity=1.0)
    path = animate(Timeline(), DATES[1:], tmp_path / "film.gif", extent=EXTENT, style=style, **SMALL)
    green = (np.abs(frames(path)[1] - [0, 255, 0]).max(axis=2) <= 3).mean()
    assert green > 0.03
    assert controller("government").colour != "#00ff00"
