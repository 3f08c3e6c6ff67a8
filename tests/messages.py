"""Drops texts that are gone and guesses at new ones, sorts, and compiles the translations, so that a
fresh machine needs no gettext.
"""

from pathlib import Path

import polib

__all__ = ["FILES"]

FILES = sorted(
    (Path(__file__).parents[1] / "src" / "isegoria" / "locale").glob("*/LC_MESSAGES/django.po")
)

if __name__ == "__main__":
    for path in FILES:
        messages = polib.pofile(str(path), wrapwidth=0)
        for gone in messages.obsolete_entries():
            messages.remove(gone)
        for guess in messages.fuzzy_entries():  # taken from a text that looks alike
            guess.msgstr, guess.previous_msgid = "", None
            guess.msgstr_plural = dict.fromkeys(guess.msgstr_plural, "")
            guess.flags.remove("fuzzy")
        messages.sort(key=lambda one: (one.msgid, one.msgctxt or ""))
        messages.metadata.pop("POT-Creation-Date", None)  # would change with every run
        messages.save()
        messages.save_as_mofile(str(path.with_suffix(".mo")))
