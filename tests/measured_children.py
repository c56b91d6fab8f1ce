"""Coverage of child processes that a test starts with its own environment.

coverage.py passes its configuration to children in an environment variable (`patch = subprocess`), which an explicit
`env=` would drop. This plugin does nothing unless the tests run under coverage.
"""

from __future__ import annotations

import os
import subprocess
from typing import Any

VARIABLE = "COVERAGE_PROCESS_CONFIG"


def pytest_configure() -> None:
    if VARIABLE not in os.environ:
        return
    value, real = os.environ[VARIABLE], subprocess.Popen.__init__

    def start(process: Any, *args: Any, **options: Any) -> None:
        if options.get("env") is not None:
            options["env"] = {**options["env"], VARIABLE: value}
        real(process, *args, **options)

    setattr(subprocess.Popen, "__init__", start)  # noqa: B010
