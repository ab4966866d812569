"""Where the files of the flows come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class FlowRepository(Protocol):
    """The files editors write."""

    def read(self) -> Mapping[str, bytes]:
        """All YAML files by their name below `flows/`, such as `welcome/en.yaml`; FlowError if there are none."""
        ...
