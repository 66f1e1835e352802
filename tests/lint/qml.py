"""Runs qmllint over every QML file of the interface and its tests; a warning fails.

usage: qml.py ROOT QMLLINT IMPORT_FOLDER...
"""

import subprocess
import sys

import tree


def main():
    root, program, *imports = sys.argv[1:]
    names = [name for name in tree.files(root, ".qml") if name.startswith(("ui/", "tests/"))]
    if not names:
        print("no QML files found")
        return 1
    command = [program, "--max-warnings", "0"]
    for folder in imports:
        command += ["-I", folder]
    # One file after the other: qmllint's status speaks of the last one only.
    failed = 0
    for name in names:
        result = subprocess.run(
            [*command, name], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if result.returncode != 0 or "Warning:" in result.stdout or "Error:" in result.stdout:
            print(f"{name}:\n{result.stdout}")
            failed += 1
    print(f"{len(names)} files, {failed} with complaints")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
