"""`make pages`: real reports and pictures in the six languages as PNG in build/pages, for a person to look at.

A folder for each report, its pages beside each other on one sheet.
"""

from __future__ import annotations

from pathlib import Path

import typst

from integrations.typst.data import of_report
from integrations.typst.fonts import FAMILIES, installed, letters
from integrations.typst.gateway import TypstReportGateway
from integrations.typst.press import DOTS_PER_INCH, PAGES
from tests.typst.real import KINDS
from tests.typst.samples import LANGUAGES

BUILD = Path(__file__).parents[1] / "build" / "pages"
SHEET = """
#set page(width: auto, height: auto, margin: 4mm, fill: luma(60%))
#grid(columns: 6, gutter: 3mm, ..range(1, COUNT + 1).map(n => image("NAME/" + str(n) + ".png", width: 90mm)))
"""


def main() -> None:
    """All of them; what lay there is written over."""
    folders = installed()
    gateway, had = TypstReportGateway(folders), frozenset().union(*map(letters, folders.values()))
    found = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(at) for at in folders.values()]
    )
    compiler = typst.Compiler(root=str(PAGES), font_paths=found)
    for kind, make in KINDS.items():
        for language in LANGUAGES:
            report, card = make(language)
            data = of_report(report, list(dict.fromkeys((FAMILIES[language], "Noto Sans", *folders))), had)
            pages = compiler.compile(
                str(PAGES / "report.typ"), format="png", ppi=DOTS_PER_INCH, sys_inputs={"data": data}
            )
            assert isinstance(pages, list)
            _keep(f"{kind}-{language}", pages, gateway.draw(card))


def _keep(name: str, pages: list[bytes], picture: bytes) -> None:
    folder = BUILD / name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    for number, page in enumerate(pages, 1):
        (folder / f"{number}.png").write_bytes(page)
    (BUILD / f"{name}-picture.png").write_bytes(picture)
    sheet = SHEET.replace("COUNT", str(len(pages))).replace("NAME", name)
    typst.Compiler(sheet.encode(), root=str(BUILD)).compile(output=str(BUILD / f"{name}.png"), format="png", ppi=72)
    print(f"build/pages/{name}.png: {len(pages)} pages")


if __name__ == "__main__":
    main()
