"""A program that asks Microsoft's own parser what is wrong with statements, as SQL Server 2008 R2 reads them.

It runs in a process of its own, because .NET, once started, stays. Each line it reads is a JSON list of
statements, each line it writes the list of what is wrong with each. ``FOLDER`` holds the parser; see
docs/dependencies.md.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

_RUNTIME: Final = {
    "runtimeOptions": {
        "tfm": "netcoreapp3.1",
        "framework": {"name": "Microsoft.NETCore.App", "version": "3.1.0"},
        "configProperties": {"System.Globalization.Invariant": True},  # so that ICU need not be installed
    }
}
_BATCH_SEPARATOR: Final = "GO"


def load(folder: Path) -> Callable[[str], list[str]]:
    """What is wrong with a statement, by the parser that ``folder`` holds."""
    sys.path.insert(0, str(folder))
    clr_loader: Any = __import__("clr_loader")
    pythonnet: Any = __import__("pythonnet")
    with tempfile.TemporaryDirectory() as place:
        configuration = Path(place) / "parser.runtimeconfig.json"
        configuration.write_text(json.dumps(_RUNTIME), encoding="utf-8")
        pythonnet.set_runtime(
            clr_loader.get_coreclr(runtime_config=configuration, dotnet_root=folder / "dotnetcore2" / "bin")
        )
        clr: Any = __import__("clr")
    (library,) = folder.glob("mssqlscripter/**/Microsoft.SqlServer.SqlParser.dll")
    clr.AddReference(str(library.with_suffix("")))
    name = "Microsoft.SqlServer.Management.SqlParser"
    parser: Any = __import__(f"{name}.Parser", fromlist=["Parser"])
    common: Any = __import__(f"{name}.Common", fromlist=["TransactSqlVersion"])
    options = parser.ParseOptions(
        _BATCH_SEPARATOR,
        True,  # quoted identifiers, as ODBC drivers set it
        common.DatabaseCompatibilityLevel.Version100,
        common.TransactSqlVersion.Version105,
    )

    def wrong(statement: str) -> list[str]:
        return [str(error.Message) for error in parser.Parser.Parse(statement, options).Errors]

    return wrong


def main(folder: str) -> None:
    wrong = load(Path(folder))
    for line in sys.stdin:
        sys.stdout.write(json.dumps([wrong(statement) for statement in json.loads(line)]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")
    main(sys.argv[1])
