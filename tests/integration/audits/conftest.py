"""The same council and child as the tests of the record's pages."""

from tests.integration.children.conftest import as_, child, council

__all__ = ["as_", "child", "council"]
