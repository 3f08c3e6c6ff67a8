"""What the source does not do: run words as code, read objects that others made, ask an address
that somebody gave, or build a query of words. Where something of the kind has to be, it is named.
"""

import ast
import re
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "isegoria"
SCRIPTS = sorted((SOURCE / "server" / "pages" / "static").rglob("*.js"))

MODULES = {
    "objects that others made": {"pickle", "marshal", "shelve", "dill", "jsonpickle"},
    "XML": {"xml", "lxml", "defusedxml"},
    "other hosts": {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "ftplib"},
    "sockets": {"socket", "socketserver", "telnetlib"},
    "LDAP": {"ldap", "ldap3"},
    "other programs": {"subprocess", "pty"},
    "packed files": {"zipfile", "tarfile", "gzip", "bz2", "lzma"},
    "native code": {"ctypes", "cffi"},
    "code that is found by name": {"importlib.import_module", "importlib.util", "runpy", "imp"},
}
ALLOWED = {
    "server/database/dumps.py": {"subprocess"},  # pg_dump, for a backup
    "server/database/backups.py": {"tarfile"},  # its own backups, each name compared
    "server/front/assets.py": {"gzip"},  # packs styles
    "readers/packed.py": {"gzip"},  # bounded while it is unpacked
    "cli/__init__.py": {"importlib.import_module"},  # commands of a table
    "server/forum/saml.py": {"lxml"},  # the name of an error; python3-saml reads the XML
    "server/urls.py": {"importlib.import_module"},  # addresses of SAML, where it is set
    "server/apps.py": {"importlib.import_module"},  # modules of the forum
    "server/readiness.py": {"importlib.util"},  # whether a module is installed
}
CALLS = {"eval", "exec", "compile", "__import__", "execfile"}
ATTRIBUTES = {"os.system", "os.popen", "yaml.load", "yaml.unsafe_load", "yaml.full_load"}
QUERIES = {"raw", "extra", "RawSQL"}
FROM_WORDS = (ast.JoinedStr, ast.BinOp)


@cache
def every_node() -> list[tuple[str, ast.AST]]:
    return [
        (path.relative_to(SOURCE).as_posix(), node)
        for path in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call | ast.Import | ast.ImportFrom)
    ]


def imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {one.name for one in node.names}
    if isinstance(node, ast.ImportFrom) and node.module:
        return {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return set()


def test_what_can_be_turned_against_a_forum_is_used_where_it_is_named_only() -> None:
    banned = set().union(*MODULES.values())
    found: dict[str, set[str]] = {}
    for name, node in every_node():
        for one in imported(node):
            used = {bad for bad in banned if one == bad or one.startswith(f"{bad}.")}
            if used:
                found.setdefault(name, set()).update(used)
    assert {name: used for name, used in found.items() if used - ALLOWED.get(name, set())} == {}


def test_no_words_are_run_as_code() -> None:
    found = set()
    for name, node in every_node():
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in CALLS | ATTRIBUTES:
                found.add((name, called))
    assert found == set()


def test_templates_are_files_of_the_forum() -> None:
    found = {
        name
        for name, node in every_node()
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"Template", "template.Template", "from_string"}
    }
    assert found == set()


def test_no_query_is_made_of_words() -> None:
    """Those that are named make theirs of numbers and of the names of our own tables."""
    found = set()
    for name, node in every_node():
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        is_raw = node.func.attr in QUERIES and name.startswith("server/")
        executes = node.func.attr in {"execute", "executemany"} and node.args
        if is_raw or (executes and isinstance(node.args[0], FROM_WORDS)):
            found.add(name)
    assert {one for one in found if not one.startswith("server/migrations/")} == OF_OUR_TABLES


OF_OUR_TABLES = {
    "server/database/dumps.py",
    "server/database/patience.py",
    "server/database/traces.py",
    "server/database/upgrading.py",
    "server/record/append_only.py",
}


def test_no_script_keeps_anything_or_runs_words() -> None:
    assert SCRIPTS
    for path in SCRIPTS:
        text = path.read_text("utf-8")
        for word in (
            r"localStorage|sessionStorage|indexedDB|document\.cookie",
            r"\beval\(|new Function|setTimeout\(\s*[\"'`]",
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write",
            r"https?://",
            r"XMLHttpRequest|sendBeacon|WebSocket|EventSource",
        ):
            assert not re.search(word, text), (path.name, word)
