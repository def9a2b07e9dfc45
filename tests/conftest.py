"""What the tests share: evaluation data, a cache of their own, no network."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import pytest

if TYPE_CHECKING:
    from badia_geo.geocoding import Geocoder

mpl.use("Agg")
ROOT = Path(__file__).resolve().parent.parent


def evaluation_folder() -> Path:
    return Path(os.environ.get("BADIA_GEO_EVAL", ROOT.parent / "shared" / "eval"))


@pytest.fixture(scope="session")
def eval_dir() -> Path:
    """Folder of the evaluation data; tests that need it skip where it is absent."""
    folder = evaluation_folder()
    if not (folder / "README.md").is_file():
        pytest.skip(f"the evaluation data is not at {folder}; set BADIA_GEO_EVAL to its folder")
    return folder


@pytest.fixture(scope="module")
def geocoder() -> Geocoder:
    """Geocoder of the packaged gazetteer, new for each module of tests."""
    from badia_geo.geocoding import Geocoder

    return Geocoder()


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Derived data goes to one folder for the session, never to the user's cache."""
    if "BADIA_GEO_CACHE" not in os.environ:
        os.environ["BADIA_GEO_CACHE"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any attempt to reach another machine fails; the loopback of the browser and notebook tests does not."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else "local"
        if host not in ("local", "127.0.0.1", "::1", "localhost"):
            pytest.fail(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
