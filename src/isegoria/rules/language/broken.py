"""What is wrong with a text that is no YAML, in the words of those who write rules."""

import yaml

__all__ = ["broken"]

_SIMPLE_KEY = "a colon is missing in this line; write a key and what it means, such as title: Chair"
_QUOTE = "the quotation mark that begins here is not closed"
_TAB = "there is a tab here; indent with spaces"
_COLON = 'a text with a colon stands in quotes, such as "Rules: how we decide"'


def broken(fault: yaml.MarkedYAMLError) -> tuple[yaml.Mark | None, str]:
    """Return where a text cannot be read, and what would be right where that is known."""
    problem, there = str(fault.problem or fault), fault.problem_mark or fault.context_mark
    context, began = str(fault.context or ""), fault.context_mark
    if "'\\t'" in problem:
        return there, _TAB
    if "could not find expected ':'" in problem and began is not None:
        return began, _SIMPLE_KEY
    if context.startswith("while scanning a quoted") and began is not None:
        return began, _QUOTE
    if problem.startswith("mapping values are not allowed"):
        return there, _COLON
    if context.startswith("while parsing a flow") and began is not None:
        opened, closes = ("[", "]") if "sequence" in context else ("{", "}")
        return there, (
            f"the “{opened}” of line {began.line + 1}, column {began.column + 1}, is not closed"
            f" by “{closes}” before this"
        )
    return there, problem
