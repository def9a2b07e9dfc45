"""Animation: control zones from date to date, as a GIF or an MP4 film."""

from __future__ import annotations

import importlib
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from badia_geo.errors import OutputError, ValueRangeError
from badia_geo.maps.panel import head
from badia_geo.maps.record import MAP_PLACE, SIDE, MapRecord, accuracy_of, sources_of
from badia_geo.maps.sheets import (
    Panel,
    date_ticks,
    draw_base,
    draw_dated,
    drop_site_entry,
    finish,
    foot,
    legend_of,
    plain_figure,
    read_dates,
    spread_words,
    title_words,
    zones_by_date,
)
from badia_geo.maps.style import MapStyle, styled
from badia_geo.maps.words import Language, date_words, single, word

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray
    from PIL import Image

__all__ = ["animate"]

PALETTE_FRAMES = 5
"""Frames, spread over the film, whose colours make the one palette of a GIF; with several it flickers."""

MARKER = "#b3261e"
"""Colour of the time bar's marker."""

ENDINGS = (".gif", ".mp4")


@styled
def animate(
    zones: Any,
    dates: Sequence[object],
    path: str | os.PathLike[str],
    *,
    extent: tuple[float, float, float, float] | None = None,
    style: MapStyle | None = None,  # noqa: ARG001  (the decorator draws under it)
    seconds: float = 0.8,
    hold: float = 2.0,
    title: str | None = None,
    language: Language = "en",
    projection: Literal["conformal", "equal-area"] = "conformal",
    size: tuple[float, float] = (12.8, 7.2),
    dpi: int = 100,
    sources: str | None = None,
    accuracy_m: float | None = None,
    relief: bool = True,
    progress: bool = True,
) -> Path:
    """Draw the zones of each date into one film, with the date, a time bar and one legend.

    Parameters
    ----------
    zones
        A `ControlZones`, anything else with ``.at(date)``, or zones with ``valid_from`` and ``valid_to``.
    dates
        At least two dates; they are shown in order of time, each as long as the others.
    path
        Ending in .gif or .mp4.  An MP4 needs the program ffmpeg.
    extent
        West, south, east, north in degrees; by default what holds the zones of all dates.
    style
        Colours, opacity and font of your own.
    seconds
        How long a date is shown.
    hold
        How long the last date is shown.
    title
        Title of the map.
    language
        ``en``, ``ar`` or ``both``.
    projection
        ``conformal`` (Lambert) or ``equal-area`` (Albers), fitted to the extent.
    size
        Frame in inches.
    dpi
        Dots an inch: 12.8 by 7.2 inches at 100 make 1280 by 720 pixels.
    sources
        Words for where the zones come from; by default their column ``source``.
    accuracy_m
        Accuracy of the zones in metres; by default the median of their column ``accuracy_m``.
    relief
        Whether to shade the relief.
    progress
        Show a progress bar on the standard error.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    CRSError
        If zones have no CRS.
    DateError, TimelineError
        If a date cannot be read or lies outside the timeline.
    OutputError
        If the ending is another, the file cannot be written, or ffmpeg is missing or fails.
    ValueRangeError
        If there are fewer than two dates, one is given twice, or a duration is not positive.
    """
    target = Path(path)
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        msg = f"{target}: an animation is written as .gif or .mp4"
        raise OutputError(msg)
    program = _ffmpeg(target) if ending == ".mp4" else ""
    word("legend", language)  # an unknown language ends here, before anything is drawn
    days = sorted(read_dates(dates, least=2))
    if not (0.02 <= seconds <= 60 and 0 <= hold <= 60):
        msg = f"seconds={seconds} and hold={hold} must be 0.02 to 60 and 0 to 60"
        raise ValueRangeError(msg)
    with _steps(2 * len(days), progress) as step:
        dated = {}
        for day in days:
            dated.update(zones_by_date(zones, [day]))
            step(date_words(day))
        film = _Film(
            dated,
            extent=extent,
            title=title,
            language=language,
            projection=projection,
            size=size,
            dpi=dpi,
            sources=sources,
            accuracy_m=accuracy_m,
            relief=relief,
        )
        last = max(seconds, hold)
        if program:
            _write_mp4(program, film, target, seconds, last, step)
        else:
            _write_gif(film, target, seconds, last, step)
    return target


@contextmanager
def _steps(total: int, progress: bool) -> Iterator[Callable[[str], None]]:
    """Give a function that moves the progress bar on by one and says what was done."""
    if not progress:
        yield lambda _said: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("Drawing", total=total)

        def step(said: str) -> None:
            bar.update(task, advance=1, description=said)

        yield step


class _Film:
    """One figure whose zones, front and date are exchanged from frame to frame."""

    def __init__(
        self,
        dated: dict[str, Any],
        *,
        extent: tuple[float, float, float, float] | None,
        title: str | None,
        language: Language,
        projection: Literal["conformal", "equal-area"],
        size: tuple[float, float],
        dpi: int,
        sources: str | None,
        accuracy_m: float | None,
        relief: bool,
    ) -> None:
        from badia_geo.maps import furniture
        from badia_geo.maps.frame import fit_extent

        self.dated, self.days, self.language = dated, list(dated), single(language)
        everything = pd.concat(list(dated.values()), ignore_index=True)
        self.figure = plain_figure(size)
        self.figure.set_dpi(dpi)
        aspect = MAP_PLACE[2] * size[0] / (MAP_PLACE[3] * size[1])
        interest: Any = extent or list(everything.geometry)
        self.frame = fit_extent(interest, aspect=aspect, projection=projection, pad=0.03)
        self.axes = self.figure.add_axes(MAP_PLACE)
        water, borders = draw_base(self.axes, self.frame, relief=relief, pixels=1000, ticks=False)
        furniture.draw_north_arrow(self.axes, self.frame)
        panels = self._panels()
        ground = [g for p in panels for g in p.shown.geometry]
        fronts = [*panels[0].front, *panels[-1].front]
        scale, _ = finish(
            self.axes,
            self.frame,
            water=water,
            borders=borders,
            fronts=fronts,
            zones=list(panels[-1].shown.geometry),
            language=language,
            most=30,
        )
        record = MapRecord(
            title=title or title_words("title_series", self.frame, self.language, ground),
            frame=self.frame,
            at=self.days[-1],
            cutoff=None,
            sources=sources or sources_of(everything),
            scale_bar=scale,
            language=language,
        )
        self.title = record.title
        head(self.figure, record.title, spread_words(self.days, self.language), language,
             title_ar=title_words("title_series", self.frame, "ar", ground),
             line_ar=spread_words(self.days, "ar"))  # fmt: skip
        rtl = self.language == "ar"
        self.date = self.figure.text(
            SIDE[0] + (SIDE[2] if rtl else 0), 0.885, "", fontsize=17, fontweight="bold",
            ha="right" if rtl else "left", va="center",
        )  # fmt: skip
        self.marker = _time_bar(self.figure, self.days)
        accuracy = accuracy_m or accuracy_of(everything)
        legend_of(self.figure, self.frame, panels, top=0.775, language=language, accuracy=accuracy)
        drop_site_entry(self.figure)
        foot(self.figure, record, accuracy)
        self.moving: list[Any] = []

    def _panels(self) -> list[Panel]:
        """Draw each date's zones once and take them off again: what the legend and the labels must know."""
        panels = []
        for day in self.days:
            drawn = self._exchange(day)
            panels.append(drawn[0])
            for artist in drawn[1]:
                artist.remove()
        return panels

    def _exchange(self, day: str) -> tuple[Panel, list[Any]]:
        before = set(self.axes.get_children())
        panel = draw_dated(self.axes, self.frame, self.dated[day])
        return panel, [a for a in self.axes.get_children() if a not in before]

    def pixels(self, day: str) -> NDArray[np.uint8]:
        """Draw the frame of a date: height by width by red, green and blue."""
        for artist in self.moving:
            artist.remove()
        self.moving = self._exchange(day)[1]
        self.date.set_text(date_words(day, self.language))
        self.marker.set_xdata([pd.Timestamp(day).to_datetime64()])
        canvas: Any = self.figure.canvas
        canvas.draw()
        drawn = np.asarray(canvas.buffer_rgba())[..., :3]
        # H.264 with halved colour needs even sides
        return np.ascontiguousarray(drawn[: drawn.shape[0] // 2 * 2, : drawn.shape[1] // 2 * 2])


def _time_bar(figure: Figure, days: list[str]) -> Any:
    """Draw a line from the first to the last date, years ticked; give the marker that moves on it."""
    axes: Axes = figure.add_axes((SIDE[0] + 0.004, 0.835, SIDE[2] - 0.02, 0.02))
    at = pd.DatetimeIndex(days).to_numpy()
    date_ticks(axes, least=2, most=5)
    axes.plot(at, np.zeros(len(at)), color="#8d867a", lw=1.5, marker="|", ms=5, zorder=1)
    axes.set_ylim(-1, 1)
    axes.set_yticks([])
    for side in ("top", "left", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(labelsize=7, length=0, pad=1)
    (marker,) = axes.plot(at[:1], [0], marker="o", ms=8, color=MARKER, ls="", zorder=2, clip_on=False)
    return marker


def _write_gif(film: _Film, target: Path, seconds: float, last: float, step: Callable[[str], None]) -> None:
    """Write a GIF: frames as they are drawn, all in one palette, looping."""
    from badia_geo.tables import atomic_path

    picks = np.linspace(0, len(film.days) - 1, min(PALETTE_FRAMES, len(film.days))).round().astype(int)
    ready = {film.days[i]: film.pixels(film.days[i]) for i in sorted(set(picks.tolist()))}
    colours = _Colours(np.vstack(list(ready.values())))

    def frames() -> Iterator[Image.Image]:
        for day in film.days:
            drawn = ready.pop(day) if day in ready else film.pixels(day)
            step(date_words(day))
            yield colours.reduce(drawn)

    # browsers play frames shorter than 20 ms at 100 ms
    durations = [max(20, round(1000 * seconds))] * (len(film.days) - 1) + [round(1000 * last)]
    every = frames()
    with atomic_path(target) as temporary:
        next(every).save(temporary, format="GIF", save_all=True, append_images=every, duration=durations,
                         loop=0, optimize=False, comment=film.title.encode())  # fmt: skip


class _Colours:
    """The 256 colours of a GIF: the flat ones exactly, so that white stays white, the shaded ones nearly."""

    def __init__(self, sample: NDArray[np.uint8]) -> None:
        from matplotlib.colors import to_rgb
        from PIL import Image

        codes, counts = np.unique(self._codes(sample), return_counts=True)
        often = codes[np.argsort(counts, kind="stable")[::-1][:95]]
        marker = int(np.dot([round(255 * part) for part in to_rgb(MARKER)], [65536, 256, 1]))
        self.exact = np.unique(np.append(often, marker))
        # every other pixel of a few frames holds every shade that matters; half of the shades are chosen by
        # how often they occur and half to cover the rare ones, or dark slopes turn red and blue
        image = Image.fromarray(sample[::2, ::2])
        entries = [(int(c) >> shift) & 255 for c in self.exact for shift in (16, 8, 0)]
        for method in (Image.Quantize.MEDIANCUT, Image.Quantize.MAXCOVERAGE):
            entries += (image.quantize(colors=80, method=method).getpalette() or [])[: 3 * 80]
        self.palette = Image.new("P", (1, 1))
        self.palette.putpalette(entries + [0] * (768 - len(entries)))

    @staticmethod
    def _codes(pixels: NDArray[np.uint8]) -> NDArray[np.int64]:
        return np.asarray(pixels.astype(np.int64) @ np.array([65536, 256, 1]))

    def reduce(self, pixels: NDArray[np.uint8]) -> Image.Image:
        """Give the frame in the palette."""
        from PIL import Image

        nearly = np.array(Image.fromarray(pixels).quantize(palette=self.palette, dither=Image.Dither.NONE))
        # Pillow looks colours up in steps of four, which tints flat fills: they are set again exactly
        codes = self._codes(pixels)
        place = np.minimum(np.searchsorted(self.exact, codes), len(self.exact) - 1)
        out = Image.fromarray(np.where(self.exact[place] == codes, place, nearly).astype(np.uint8), mode="L")
        out.putpalette(self.palette.getpalette() or [])
        return out


def _ffmpeg(target: Path) -> str:
    """Find ffmpeg: the system's, or the one that the package imageio-ffmpeg carries."""
    found = shutil.which("ffmpeg")
    if found:
        return found
    try:
        carried: Any = importlib.import_module("imageio_ffmpeg")
    except ImportError:
        msg = (
            f"{target}: an MP4 needs the program ffmpeg, which is not installed; install it "
            "(apt-get install ffmpeg, brew install ffmpeg, or pip install imageio-ffmpeg) or write a .gif"
        )
        raise OutputError(msg) from None
    return str(carried.get_ffmpeg_exe())


def _write_mp4(
    program: str, film: _Film, target: Path, seconds: float, last: float, step: Callable[[str], None]
) -> None:
    """Write an MP4 that browsers and slide programs play: H.264, index first."""
    import tempfile

    from badia_geo.tables import atomic_path

    first = film.pixels(film.days[0])
    height, width = first.shape[:2]
    # ten frames a second at most: players drop films of one frame a second
    rate = 10
    each, final = max(1, round(rate * seconds)), max(1, round(rate * last))
    with atomic_path(target) as temporary, tempfile.TemporaryFile() as said:
        command = [
            program, "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24",
            "-s", f"{width}x{height}", "-r", str(rate), "-i", "-", "-an", "-c:v", "libx264", "-crf", "20",
            "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-fflags", "+bitexact",
            "-metadata", f"title={film.title}", str(temporary),
        ]  # fmt: skip
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=said) as running:  # noqa: S603  (the program that was found, and our own arguments)
            pipe = running.stdin
            assert pipe is not None  # noqa: S101  (asked for above)
            try:
                for number, day in enumerate(film.days):
                    drawn = first if number == 0 else film.pixels(day)
                    for _ in range(final if number == len(film.days) - 1 else each):
                        pipe.write(drawn.tobytes())
                    step(date_words(day))
                pipe.close()
            except BrokenPipeError:
                pass  # ffmpeg has ended and says why below
        if running.returncode != 0:
            said.seek(0)
            why = said.read().decode(errors="replace").strip().splitlines()
            msg = f"{target}: ffmpeg failed ({why[-1] if why else 'no reason given'}); write a .gif instead"
            temporary.unlink(missing_ok=True)
            raise OutputError(msg)
