"""Sets one document and ends: `python -I press.py template form folder...` with the data on standard input.

A process of its own, so that nothing typst remembers stays, and so that it can be stopped. Run as a file and not as a
module: typst is all it reads. What was set goes to standard output; what typst refused is told on standard error.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import Literal

import typst

PAGES = Path(__file__).parent / "pages"
# A card is 500 points square: a thousand pixels.
DOTS_PER_INCH = 144
PATIENCE = 30
"""Seconds of processor time. Whoever waits stops it sooner; this ends one whose waiter has died."""


def main(template: str, form: Literal["pdf", "png"], *folders: str) -> int:
    """0 if it was set, as one file."""
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))
    compiler = typst.Compiler(root=str(PAGES), font_paths=fonts)
    data = sys.stdin.buffer.read().decode()
    try:
        made = compiler.compile(str(PAGES / template), format=form, ppi=DOTS_PER_INCH, sys_inputs={"data": data})
    except typst.TypstError as error:
        print(error.message, file=sys.stderr)
        return 1
    if not isinstance(made, bytes):
        print("came out as more than one file", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))  # type: ignore[arg-type]
