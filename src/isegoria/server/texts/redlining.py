"""What one version of a text keeps, removes and adds against another, paragraph by paragraph."""

from isegoria.server.texts.comparing import Part, differences

__all__ = ["redlined"]


def redlined(before: str, after: str) -> list[list[Part]]:
    """Return the parts of a redline, paragraph by paragraph; ¶ stands for the empty line while
    words are compared.
    """
    rows: list[list[Part]] = [[]]
    for part in differences(before.replace("\n\n", " ¶ "), after.replace("\n\n", " ¶ ")):
        for place, piece in enumerate(part.text.split("¶")):
            if place:
                rows.append([])
            if piece.strip():
                rows[-1].append(Part(part.kind, piece.strip()))
    return [row for row in rows if row]
