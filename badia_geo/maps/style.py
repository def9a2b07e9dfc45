"""MapStyle: what a user may change in the look of the sheets, and the settings under which each is drawn."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from badia_geo.errors import ValueRangeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["MapStyle", "current", "drawing", "styled"]

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class MapStyle:
    """Look of a sheet.

    Parameters
    ----------
    colours
        Hex colour by controller, before those of the packaged table.
    opacity
        How strong zone fills are, over 0 and at most 1; muted fills let relief and names show through.
    font
        An installed font family that comes before the map's own.

    Raises
    ------
    ValueRangeError
        If a colour is not like ``#8d6394`` or the opacity is out of range.

    Examples
    --------
    >>> MapStyle(colours={"sdf": "#e0c000"}).colours["sdf"]
    '#e0c000'
    """

    colours: Mapping[str, str] = field(default_factory=dict)
    opacity: float = 0.56
    font: str | None = None

    def __post_init__(self) -> None:
        if not 0 < self.opacity <= 1:
            msg = f"opacity is {self.opacity}; use a number over 0 and at most 1"
            raise ValueRangeError(msg)
        for code, colour in self.colours.items():
            digits = colour[1:]
            if len(colour) != 7 or colour[0] != "#" or set(digits.lower()) - set("0123456789abcdef"):
                msg = f"the colour of {code} is {colour!r}; write it like '#8d6394'"
                raise ValueRangeError(msg)


PLAIN = MapStyle()

_current: ContextVar[MapStyle] = ContextVar("badia_geo_map_style", default=PLAIN)


def current() -> MapStyle:
    """Give the style of the sheet that is being drawn."""
    return _current.get()


@contextmanager
def drawing(style: MapStyle | None) -> Iterator[None]:
    """Draw under a style and under matplotlib's own defaults, whatever the user's session has set."""
    from matplotlib import style as mpl_style

    from badia_geo.maps.fonts import families

    chosen = style or MapStyle()
    settings: dict[str, Any] = {
        "font.family": families(chosen.font),
        # a place name may hold a dollar sign, which must not begin a formula
        "text.parse_math": False,
    }
    token = _current.set(chosen)
    try:
        # a style sheet of the user's would change the map, and its bytes, from one machine to the next
        with mpl_style.context(["default", settings]):
            yield
    finally:
        _current.reset(token)


def styled(function: Callable[P, R]) -> Callable[P, R]:
    """Draw what a function draws under its keyword ``style``."""

    @wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        style: Any = kwargs.get("style")
        with drawing(style):
            return function(*args, **kwargs)

    return inside
