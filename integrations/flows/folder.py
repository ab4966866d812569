"""Flows in a folder of files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.charts.source import LARGEST_FILE
from engine.errors import FlowError


class FolderFlowRepository:
    """The YAML files of a folder; `welcome/en.yaml` and the like. Of a file too large only the beginning is read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self) -> Mapping[str, bytes]:
        """All files, in the order of their names; FlowError when the folder is missing or holds none."""
        if not self._folder.is_dir():
            raise FlowError(f"there is no folder '{self._folder}'; name the folder that holds the flows")
        paths = sorted(path for path in self._folder.rglob("*.yaml") if path.is_file())
        if not paths:
            raise FlowError(f"the folder '{self._folder}' holds no flow; a flow is a folder with a 'flow.yaml'")
        return {path.relative_to(self._folder).as_posix(): _beginning(path) for path in paths}


def _beginning(path: Path) -> bytes:
    """Enough of the file for the loader to see that it is too large."""
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)
