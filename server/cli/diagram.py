"""`boloastro diagram`: a flow as a picture, or as the text of one."""

from __future__ import annotations

from pathlib import Path

import click

from server.cli.drawing import drawing_of
from server.cli.graphviz import picture
from server.cli.library import flow_named
from server.cli.mermaid import mermaid
from server.settings import Settings


@click.command()
@click.argument("flow")
@click.option(
    "--format", type=click.Choice(["mermaid", "svg", "png"]), help="By default what --output ends in, or mermaid."
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; else the terminal.")
@click.option(
    "--all", "everything", is_flag=True, help="Also what the engine adds: reminders, helping on, the way back."
)
def diagram(flow: str, format: str | None, output: Path | None, everything: bool) -> None:
    """Draw FLOW: its states, how one leads to another, on what and under which condition."""
    drawing = drawing_of(flow_named(Settings().flows, flow), everything=everything)
    kind = format or (output.suffix[1:] if output is not None and output.suffix in (".svg", ".png") else "mermaid")
    content = mermaid(drawing).encode() if kind == "mermaid" else picture(drawing, kind)
    if output is None:
        click.echo(content, nl=False)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from error
    click.echo(f"{output} is written")
