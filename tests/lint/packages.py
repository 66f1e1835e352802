"""Checks that tools/packages.txt names the Debian package of every Qt module that the interface's QML imports: the
compiler doesn't need them, so nothing else would notice before the window opens on a fresh computer.

usage: packages.py ROOT
"""

import re
import sys

import tree

IMPORT = re.compile(r"^\s*import\s+(Qt[\w.]*)", re.MULTILINE)
NEEDED_BY = {"ui/": ("app",), "tests/": ("app", "test")}


def package_of(module):
    return "qml6-module-" + module.lower().replace(".", "-")


def main():
    root = sys.argv[1]
    with open(f"{root}/tools/packages.txt", encoding="utf-8") as file:
        listed = {tuple(line.split()[:2]) for line in file if line.strip() and not line.startswith("#")}
    problems = []
    for path in tree.files(root, ".qml"):
        groups = next((value for prefix, value in NEEDED_BY.items() if path.startswith(prefix)), ())
        with open(f"{root}/{path}", encoding="utf-8") as file:
            for module in IMPORT.findall(file.read()):
                if not any((group, package_of(module)) in listed for group in groups):
                    problems.append(f"{path}: imports {module}, but tools/packages.txt lacks {package_of(module)}")
    for problem in sorted(set(problems)):
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
