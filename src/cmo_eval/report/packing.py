"""Files that are zips inside, with the same bytes each time; knows zips and dates, nothing of reports."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold


def moment(date: str) -> datetime:
    """When a document was made: the evaluation's date (`2017`, `2017-04`, `2017-04-20`), at midnight UTC.

    Without one it is SOURCE_DATE_EPOCH (seconds since 1970), else the first of January 2000: never the clock.
    """
    if date:
        year, month, day = (*(int(part) for part in date.split("-")), 1, 1)[:3]
        return datetime(year, month, day, tzinfo=UTC)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdecimal() and len(epoch) < 12:
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime(2000, 1, 1, tzinfo=UTC)


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts in their order, without the time of packing."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content)
    return file.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """The parts of a zip in its order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
