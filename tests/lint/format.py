"""Checks that every C++ file is as clang-format leaves it.

usage: format.py ROOT CLANG_FORMAT
"""

import concurrent.futures
import subprocess
import sys

import tree


def main():
    root, program = sys.argv[1:]
    names = tree.files(root, ".h", ".cpp")
    if not names:
        print("no C++ files found")
        return 1

    def check(batch):
        return subprocess.run(
            [program, "--dry-run", "-Werror", *batch], cwd=root, stderr=subprocess.PIPE, text=True, check=False
        )

    batches = [names[start : start + 20] for start in range(0, len(names), 20)]
    status = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for result in pool.map(check, batches):
            sys.stdout.write(result.stderr)
            status = status or result.returncode
    if status:
        print(f"clang-format disagrees; let it have its way: {program} -i FILE")
    return 1 if status else 0


if __name__ == "__main__":
    sys.exit(main())
