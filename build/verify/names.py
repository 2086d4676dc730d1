"""`dev.py test`: a public name of desktop and db that is written like a class means one thing.

Counted are classes, and aliases of types and roles that a module assigns: `Spans = tuple[Span, ...]`. Not
counted are names with an underscore in front, constants in capitals, and what is imported from elsewhere.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

PACKAGES = "desktop", "db"


def named(tree: ast.Module) -> Iterator[tuple[str, int, bool]]:
    """Each such name of a module, its line, and whether it is a class rather than an alias."""
    for node in tree.body:
        match node:
            case ast.ClassDef(name=name):
                pass
            case (
                ast.Assign(targets=[ast.Name(id=name)])
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr())
            ):
                # This also leaves out a type variable of one letter (`T = TypeVar("T")`), which is local.
                if name.isupper() or not name[0].isupper():
                    continue
            case _:
                continue
        if not name.startswith("_"):
            yield name, node.lineno, isinstance(node, ast.ClassDef)


def used_twice(root: Path, *, aliases: bool = True) -> dict[str, list[str]]:
    """Names that stand in more than one place, in alphabetical order; of each, the places as `file:line`."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            for name, line, is_class in named(ast.parse(path.read_text("utf-8"))):
                if is_class or aliases:
                    places[name].append(f"{path.relative_to(root).as_posix()}:{line}")
    return {name: found for name, found in sorted(places.items()) if len(found) > 1}


def main() -> int:
    """Print what is used twice, as compilers do; 1 if anything is."""
    twice = used_twice(Path(__file__).resolve().parents[2])
    for name, places in twice.items():
        print(f"{name} means more than one thing:", *places, sep="\n  ")
    return 1 if twice else 0


if __name__ == "__main__":
    sys.exit(main())
