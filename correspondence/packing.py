"""Puts a Word file together again: the parts that stay lie packed as they were, byte for byte.

It takes packages that this program wrote itself; it is no reader of strange zip files.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

LEVEL = 3  # of 9: two thirds of the time of the usual 6, for a file a tenth larger
PLAIN_XML = 20  # the version of the zip format that can unpack it
NAMES_IN_UTF_8 = 0x800
DAY = 1 << 5 | 1  # 1 January 1980, the first there is: when a letter was made is not told

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")


class Package(NamedTuple):
    """The parts of a package that are the same in every letter, and their lines in its list."""

    parts: bytes
    listed: bytes
    number: int

    @classmethod
    def without(cls, package: bytes, changing: Collection[str]) -> Package:
        """Return all of the package but the parts that change."""
        parts, listed, number = bytearray(), bytearray(), 0
        for info, packed in _packed_parts(package):
            if info.filename not in changing:
                about = (info.compress_type, info.CRC, len(packed), info.file_size)
                _add(parts, listed, info.filename, about, packed)
                number += 1
        return cls(bytes(parts), bytes(listed), number)

    def with_parts(self, contents: Mapping[str, bytes]) -> bytes:
        """Return a whole package: what stays, and these parts."""
        parts, listed = bytearray(self.parts), bytearray(self.listed)
        for name, content in contents.items():
            packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
            packed = packer.compress(content) + packer.flush()
            about = (ZIP_DEFLATED, zlib.crc32(content), len(packed), len(content))
            _add(parts, listed, name, about, packed)
        number = self.number + len(contents)
        end = (b"PK\5\6", 0, 0, number, number, len(listed), len(parts), 0)
        return bytes(parts + listed + _END.pack(*end))


def _packed_parts(package: bytes) -> Iterator[tuple[ZipInfo, bytes]]:
    with ZipFile(BytesIO(package)) as opened:
        for info in opened.infolist():
            name, extra = struct.unpack_from("<2H", package, info.header_offset + 26)
            start = info.header_offset + _LOCAL.size + name + extra
            yield info, package[start : start + info.compress_size]


def _add(
    parts: bytearray, listed: bytearray, name: str, about: tuple[int, int, int, int], packed: bytes
) -> None:
    """Append a part and its line in the list. `about`: method, checksum, size packed, size."""
    method, *sizes = about
    offset, called = len(parts), name.encode()
    both = (PLAIN_XML, NAMES_IN_UTF_8, method, 0, DAY, *sizes, len(called), 0)
    parts += _LOCAL.pack(b"PK\3\4", *both) + called + packed
    listed += _CENTRAL.pack(b"PK\1\2", PLAIN_XML, *both, 0, 0, 0, 0, offset) + called
