"""Checks that what the READMEs point at exists: relative links, paths in backticks, the folders of a map of the tree.

usage: readme.py ROOT

A map is a fenced block in which a line begins with a folder's name and a slash; deeper indentation is deeper in the tree.
"""

import os
import re
import sys

import tree

LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
TICKED = re.compile(r"`((?:[\w.-]+/)+[\w.-]*)`")
MAP_LINE = re.compile(r"^(\s*)((?:[\w.-]+/)+)(?=\s|$)")
TOP = ("app", "ui", "engine", "shaders", "resources", "installer", "tests", "tools", ".ci")


def exists(root, base, path):
    return any(os.path.exists(os.path.join(root, start, path)) for start in (base, ""))


def check(root, name):
    base = os.path.dirname(name)
    fenced, parents = False, []
    with open(os.path.join(root, name), encoding="utf-8") as file:
        lines = file.read().splitlines()
    for number, line in enumerate(lines, 1):
        where = f"{name}:{number}"
        if line.startswith("```"):
            fenced, parents = not fenced, []
            continue
        if fenced:
            match = MAP_LINE.match(line)
            if match:
                depth = len(match.group(1))
                parents = [(d, p) for d, p in parents if d < depth] + [(depth, match.group(2))]
                path = "".join(p for _, p in parents)
                if not exists(root, base, path):
                    yield f"{where}: the map names {path}, which does not exist"
            continue
        for path in LINK.findall(line):
            if not os.path.exists(os.path.join(root, base, path)):
                yield f"{where}: links to {path}, which does not exist"
        for path in TICKED.findall(line):
            if path.split("/")[0] in TOP and not exists(root, base, path):
                yield f"{where}: names {path}, which does not exist"


def main():
    root = sys.argv[1]
    names = [name for name in tree.files(root, "README.md") if not name.startswith("tests/data/")]
    problems = [problem for name in names for problem in check(root, name)]
    for problem in problems:
        print(problem)
    if not names:
        print("no README found")
    return 1 if problems or not names else 0


if __name__ == "__main__":
    sys.exit(main())
