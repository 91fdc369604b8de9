"""CMS's files, if available, each read once in a session; and a package of one code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

import pytest

from jcodes_release.build import read_sources
from jcodes_release.folders import Folders
from jcodes_release.readers import read_records
from jcodes_release.releases.evidence import Evidence
from jcodes_release.releases.records import Record
from jcodes_release.releases.sources import ReleaseFile
from one_code import one_code_placed
from source_files import CHECKOUT, CMS


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Leave all tests that share CMS's files to one worker, which reads each of them once."""
    for item in items:
        if "sources" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("cms"))


@cache
def _read_once(content: bytes) -> list[Record]:
    return read_records(content)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """A package of one code that is not built yet, and its sources beside it."""
    return one_code_placed(tmp_path)


@pytest.fixture(scope="session")
def packaged() -> Callable[[str], list[dict[str, str]]]:
    """The rows of a table, of those that ship and of the ledger."""
    return CHECKOUT.rows


@pytest.fixture(scope="session")
def sources() -> Path:
    """The folder of CMS's publications."""
    if not CMS.is_dir():
        pytest.skip("no sources")
    return CMS


@pytest.fixture(scope="session")
def release_files(
    packaged: Callable[[str], list[dict[str, str]]],
) -> Mapping[str, list[ReleaseFile]]:
    """The files that the package lists, by release."""
    listed: dict[str, list[ReleaseFile]] = {}
    for row in packaged("release_files"):
        listed.setdefault(row["release"], []).append(ReleaseFile(**row))
    return listed


@pytest.fixture(scope="session")
def cms_file(sources: Path) -> Callable[[str, str], bytes]:
    """The content of a file of a release."""

    def content(release: str, name: str) -> bytes:
        month = f"{release[:4]}-{3 * int(release[5]) - 2:02d}"
        return (sources / "hcpcs" / month / name).read_bytes()

    return content


@pytest.fixture(scope="session")
def cms_records(cms_file: Callable[[str, str], bytes]) -> Callable[[str, str], list[Record]]:
    """The records of a file of a release, read when it is first asked for."""

    return lambda release, name: _read_once(cms_file(release, name))


@pytest.fixture(scope="session")
def cms_evidence(sources: Path) -> tuple[Evidence, list[str]]:
    """What all releases say, and the corrections that no rule covers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jcodes_release.releases.sources.read_records", _read_once)
        return read_sources(sources, CHECKOUT, None, lambda _: None)
