"""`python -m isegoria` is `isegoria`."""

from isegoria.cli import main

main()
