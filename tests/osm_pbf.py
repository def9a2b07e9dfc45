"""A small writer of OpenStreetMap's PBF format, so that its importer is tested on a real file.

The format: https://wiki.openstreetmap.org/wiki/PBF_Format (blocks of protocol-buffer messages).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _signed(value: int) -> bytes:
    return _varint(value << 1 if value >= 0 else (-value << 1) - 1)


def _field(number: int, value: bytes) -> bytes:
    """Give a length-delimited field."""
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _block(kind: bytes, content: bytes) -> bytes:
    blob = _field(1, content)
    header = _field(1, kind) + _varint(3 << 3) + _varint(len(blob))
    return len(header).to_bytes(4, "big") + header + blob


def write_osm_pbf(path: Path, nodes: Iterable[tuple[int, float, float, Mapping[str, str]]]) -> Path:
    """Write nodes (id, lat, lon, tags) as a .osm.pbf file."""
    strings = [""]
    messages = b""
    for identifier, lat, lon, tags in nodes:
        at = []
        for text in (text for pair in tags.items() for text in pair):
            if text not in strings:
                strings.append(text)
            at.append(strings.index(text))
        node = _varint(1 << 3) + _signed(identifier)
        node += _field(2, b"".join(map(_varint, at[0::2]))) + _field(3, b"".join(map(_varint, at[1::2])))
        # coordinates are whole numbers of 100 nanodegrees
        node += _varint(8 << 3) + _signed(round(lat * 1e7)) + _varint(9 << 3) + _signed(round(lon * 1e7))
        messages += _field(1, node)
    table = b"".join(_field(1, text.encode()) for text in strings)
    header = _field(4, b"OsmSchema-V0.6")
    path.write_bytes(
        _block(b"OSMHeader", header) + _block(b"OSMData", _field(1, table) + _field(2, messages))
    )
    return path
