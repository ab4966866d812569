"""The fonts we set with: each comes as a Python package of its own, so the same letters are everywhere.

A language can be written if its package is there and has its letters. What a font has is read from its table `cmap`
(OpenType 1.9, formats 4 and 12; every font of ours has one of them).
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from engine.domain.reports import MissingFont

# What each language is set in first; all others of these stand in for letters that it lacks.
FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "en": "Noto Sans",
        "hi": "Noto Sans Devanagari",
        "mr": "Noto Sans Devanagari",
        "ta": "Noto Sans Tamil",
        "te": "Noto Sans Telugu",
        "bn": "Hind Siliguri",
    }
)
_LATIN = "".join(map(chr, range(0x20, 0x7F))) + "–—‘’“”°₹"
_NAGARI = "अआइईउऊऋएऐओऔकखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसहािीुूृेैोौ्ँंः़ऽॐ।॥०१२३४५६७८९"
# What a text of the language may be expected to hold: the alphabet, its signs and digits, and the Latin letters.
LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "en": _LATIN,
        "hi": _LATIN + _NAGARI,
        "mr": _LATIN + _NAGARI + "ळऱऍऑॲॅॉ",
        "ta": _LATIN + "ஃஅஆஇஈஉஊஎஏஐஒஓஔகஙசஜஞடணதநனபமயரறலளழவஷஸஹாிீுூெேைொோௌ்",
        "te": _LATIN + "ంఃఅఆఇఈఉఊఋఎఏఐఒఓఔకఖగఘఙచఛజఝఞటఠడఢణతథదధనపఫబభమయరఱలళవశషసహాిీుూృెేైొోౌ్",
        "bn": _LATIN + "অআইঈউঊঋএঐওঔকখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহািীুূৃেৈোৌ্ৎংঃঁ়।০১২৩৪৫৬৭৮৯",
    }
)


def installed() -> dict[str, Path]:
    """Where the files of each family lie, of those whose package is installed. Nothing of the packages is run."""
    return {family: at for family in dict.fromkeys(FAMILIES.values()) if (at := _folder(family))}


def missing(had: Collection[str]) -> Sequence[MissingFont]:
    """What the languages lack that are not among these."""
    folders = {family: str(folder) for family, folder in installed().items()}
    return [
        MissingFont(language=each, family=family, package=package_of(family), folder=folders.get(family))
        for each, family in FAMILIES.items()
        if each not in had
    ]


def package_of(family: str) -> str:
    """What has to be installed for a family."""
    return "fontpkg-" + family.lower().replace(" ", "-")


def letters(folder: Path) -> frozenset[int]:
    """The code points the fonts of a folder have between them; a file that is no font has none."""
    return frozenset(code for file in sorted(folder.glob("*.ttf")) for code in _codes(file))


def _folder(family: str) -> Path | None:
    spec = find_spec(package_of(family).replace("-", "_"))
    places = spec.submodule_search_locations if spec else None
    files = Path(next(iter(places))) / "files" if places else None
    return files if files and files.is_dir() else None


def _codes(file: Path) -> list[int]:
    try:
        return list(_mapped(_table(file.read_bytes(), b"cmap")))
    except (OSError, struct.error, StopIteration):
        return []


def _table(font: bytes, tag: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    entries = (struct.unpack_from(">4sIII", font, 12 + 16 * n) for n in range(count))
    begin, length = next((begin, length) for name, _, begin, length in entries if name == tag)
    return font[begin : begin + length]


def _mapped(cmap: bytes) -> Iterator[int]:
    (count,) = struct.unpack_from(">H", cmap, 2)
    for n in range(count):
        (at,) = struct.unpack_from(">I", cmap, 8 + 8 * n)
        (form,) = struct.unpack_from(">H", cmap, at)
        if form == 4:
            yield from _by_segments(cmap[at:])
        elif form == 12:
            yield from _by_groups(cmap[at:])


def _by_segments(table: bytes) -> Iterator[int]:
    """Format 4. Glyph 0 is the empty box: a code that leads there is not had."""
    (twice,) = struct.unpack_from(">H", table, 6)
    ends, begins, deltas, offsets = (
        struct.unpack_from(f">{twice // 2}H", table, at) for at in (14, 16 + twice, 16 + 2 * twice, 16 + 3 * twice)
    )
    for n, (begin, end, delta, offset) in enumerate(zip(begins, ends, deltas, offsets, strict=True)):
        for code in range(begin, min(end, 0xFFFE) + 1):
            at = 16 + 3 * twice + 2 * n + offset + 2 * (code - begin)
            glyph = struct.unpack_from(">H", table, at)[0] if offset else code + delta & 0xFFFF
            if glyph:
                yield code


def _by_groups(table: bytes) -> Iterator[int]:
    """Format 12."""
    (count,) = struct.unpack_from(">I", table, 12)
    for n in range(count):
        begin, end, _ = struct.unpack_from(">III", table, 16 + 12 * n)
        yield from range(begin, end + 1)
