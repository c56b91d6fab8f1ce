"""Build of the wheel: everything is in pyproject.toml except that specs and documentation go into the packages."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithSpecs(build_py):
    """Copy specs/ and docs/ into the wheel, where `dragoman_codegen.extension` and `dragoman docs` find them."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib) / "dragoman_codegen" / "specs"
            shutil.copytree(
                "specs", target, ignore=shutil.ignore_patterns("schema", "catalogue.json"), dirs_exist_ok=True
            )
            for page in Path("docs").rglob("*.md"):
                copy = Path(self.build_lib) / "dragoman" / page
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(page, copy)


setup(cmdclass={"build_py": BuildWithSpecs})
