"""The errors that badia_geo raises: each is also the builtin that a caller would catch."""

__all__ = [
    "AreaError",
    "BadiaGeoError",
    "CRSError",
    "ColumnError",
    "DataError",
    "DateError",
    "DescriptionError",
    "FileFormatError",
    "MissingFileError",
    "OutputError",
    "PlaceNotFoundError",
    "TimelineError",
    "ValueRangeError",
]


class BadiaGeoError(Exception):
    """Base of every error that badia_geo raises on purpose; the message names the mend."""


class MissingFileError(BadiaGeoError, FileNotFoundError):
    """A file or folder that was named does not exist."""


class FileFormatError(BadiaGeoError, ValueError):
    """A file is there but cannot be read as what it should be."""


class OutputError(BadiaGeoError, OSError):
    """A result cannot be written where the user asked."""


class ColumnError(BadiaGeoError, LookupError):
    """A table lacks a column that is needed, or names one twice."""


class CRSError(BadiaGeoError, ValueError):
    """A frame has no coordinate reference system, or two do not agree."""


class DateError(BadiaGeoError, ValueError):
    """A date cannot be read, or a window runs backwards."""


class ValueRangeError(BadiaGeoError, ValueError):
    """A number lies outside what it can mean (a latitude of 95, a negative radius)."""


class DescriptionError(BadiaGeoError, ValueError):
    """A place description contradicts itself or cannot be parsed."""


class AreaError(BadiaGeoError, ValueError):
    """A region, river or zone geometry is invalid, empty or degenerate."""


class PlaceNotFoundError(BadiaGeoError, LookupError):
    """No place of the gazetteer fits; the message names the nearest miss."""


class TimelineError(BadiaGeoError, LookupError):
    """A date lies outside the span that a timeline covers; the message names the span."""


class DataError(BadiaGeoError, RuntimeError):
    """A packaged data file is missing or damaged."""
