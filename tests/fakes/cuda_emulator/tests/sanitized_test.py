"""Checks what a sanitizer says of kernels: nothing of right ones, and of wrong ones the line where the mistake is.

usage: sanitized_test.py PROGRAM KERNELS REPORT -- RIGHT... -- WRONG...

PROGRAM runs the kernel that its argument names. In the file KERNELS the line of a mistake ends in "// planted: NAME".
REPORT is what the sanitizer's report must hold.
"""

import os
import subprocess
import sys


def main():
    program, kernels, report = sys.argv[1:4]
    split = sys.argv.index("--", 5)
    right, wrong = sys.argv[5:split], sys.argv[split + 1 :]
    with open(kernels, encoding="utf-8") as file:
        lines = {line.split("// planted: ")[1].strip(): n for n, line in enumerate(file, 1) if "// planted: " in line}
    # Without symbolizing nothing can be compared; a leak isn't what is looked for.
    options = "exitcode=66:halt_on_error=1:symbolize=1:detect_leaks=0"
    environment = dict(os.environ, ASAN_OPTIONS=options, TSAN_OPTIONS="exitcode=66:halt_on_error=1")
    problems = []
    for name in right + wrong:
        result = subprocess.run(
            [program, name], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if name in right:
            if result.returncode != 0 or result.stdout.strip() != "done":
                problems.append(f"{name}: expected silence, got exit {result.returncode} and\n{result.stdout}")
        elif result.returncode != 66 or report not in result.stdout:
            problems.append(f"{name}: expected '{report}', got exit {result.returncode} and\n{result.stdout}")
        elif f"{os.path.basename(kernels)}:{lines[name]}" not in result.stdout:
            problems.append(f"{name}: expected line {lines[name]} to be named in\n{result.stdout}")
    print("\n".join(problems) or f"{len(right)} right and {len(wrong)} wrong kernels are as expected")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
