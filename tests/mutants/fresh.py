"""Pytest plugin (-p tests.mutants.fresh) for mutants of what runs at import: the module is loaded with the mutant.

MUTANT is the module's path and the mutant's number, by a colon.
"""

import os
from importlib.machinery import SourceFileLoader

from .operators import mutants_of, source_of, tree_of

_module, _number = os.environ["MUTANT"].rsplit(":", 1)
_mutant = mutants_of(_module)[int(_number)]
_path = str(source_of(_module))
_code = compile(tree_of(_mutant), _path, "exec")
_get_code = SourceFileLoader.get_code


def _with_mutant(self, fullname):
    return _code if self.path == _path else _get_code(self, fullname)


SourceFileLoader.get_code = _with_mutant
