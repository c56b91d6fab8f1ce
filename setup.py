"""Build of the wheel: everything is in pyproject.toml except that the specs go into the compiler's package."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithSpecs(build_py):
    """Copy specs/ into the wheel, where `dragoman_codegen.extension` finds them."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib) / "dragoman_codegen" / "specs"
            shutil.copytree(
                "specs", target, ignore=shutil.ignore_patterns("schema", "*.md", "catalogue.json"), dirs_exist_ok=True
            )


setup(cmdclass={"build_py": BuildWithSpecs})
