"""`python -m dragoman` is the command `dragoman`."""

from dragoman.commands.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
