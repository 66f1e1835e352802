"""Runs tools/setup with programs in the place of dpkg and apt that only note what they are asked.

usage: setup_test.py
"""

import os
import subprocess
import tempfile
import time
import unittest

SETUP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/setup")

# Everything is installed but what $ABSENT names; everything can be had but what $WITHOUT names.
STUBS = {
    "dpkg-query": """
case "$*" in *'${Version}'*) echo 6.8.2; exit 0 ;; esac
for name; do case " $ABSENT -W -f " in *" $name "*) ;; *'${'*) ;; *) echo "ii  $name" ;; esac; done""",
    "apt-cache": """
echo "apt-cache $*" >>"$LOG"
shift 2
case " $WITHOUT " in *" $1 "*) echo "  Candidate: (none)" ;; *) echo "  Candidate: 1.0" ;; esac""",
    "apt-get": 'echo "apt-get $*" >>"$LOG"',
    "sudo": 'echo "sudo $*" >>"$LOG"',
    "tee": "cat >/dev/null",
    "id": "echo 0",
}


def setup(group, absent="", without=""):
    """Status, what it says, the calls of apt."""
    with tempfile.TemporaryDirectory() as folder:
        for name, body in STUBS.items():
            path = os.path.join(folder, name)
            with open(path, "w", encoding="utf-8") as file:
                file.write("#!/bin/sh\n" + body + "\n")
            os.chmod(path, 0o755)
        log = os.path.join(folder, "log")
        environment = {**os.environ, "PATH": folder + ":" + os.environ["PATH"], "LOG": log, "ABSENT": absent,
                       "WITHOUT": without}
        result = subprocess.run(
            [SETUP, group], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        calls = ""
        if os.path.exists(log):
            with open(log, encoding="utf-8") as file:
                calls = file.read()
        return result.returncode, result.stdout + result.stderr, calls


class SetupTest(unittest.TestCase):
    def test_with_nothing_missing_apt_is_not_asked(self):
        for group in ("engine", "app", "screenshot", "package", "test"):
            start = time.monotonic()
            self.assertEqual(setup(group), (0, "", ""))
            self.assertLess(time.monotonic() - start, 1.0)

    def test_installs_what_is_missing_without_asking(self):
        status, _, calls = setup("app", absent="ninja-build libmd4c-dev xvfb")
        self.assertEqual(status, 0)
        updates, installs = [[line for line in calls.splitlines() if word in line] for word in (" update", " install ")]
        self.assertEqual(len(updates), 1)
        self.assertEqual(len(installs), 1)
        self.assertTrue(installs[0].endswith(" ninja-build libmd4c-dev"), installs)
        self.assertIn(" -y ", installs[0])

    def test_one_of_the_alternatives_is_enough(self):
        self.assertEqual(setup("engine", absent="g++-14"), (0, "", ""))
        _, _, calls = setup("engine", absent="g++-14 g++-15", without="g++-14")
        self.assertTrue(calls.splitlines()[-1].endswith(" g++-15"), calls)

    def test_names_what_this_system_does_not_have(self):
        status, said, calls = setup("app", absent="libmd4c-dev cmake", without="libmd4c-dev")
        self.assertEqual(status, 1)
        self.assertIn("has no package libmd4c-dev;", said)
        self.assertNotIn(" install ", calls)

    def test_goes_on_without_what_is_optional(self):
        status, _, calls = setup("test", absent="clang-format-19", without="clang-format-19")
        self.assertEqual(status, 0)
        self.assertNotIn("apt-get", calls)
        status, said, calls = setup("test", absent="strace clang-format-19", without="clang-format-19")
        self.assertEqual(status, 0)
        self.assertIn("has no clang-format-19; going on without", said)
        self.assertTrue(calls.splitlines()[-1].endswith(" strace"), calls)

    def test_bad_usage(self):
        status, said, calls = setup("everything")
        self.assertEqual((status, calls), (2, ""))
        self.assertIn("usage: tools/setup", said)


if __name__ == "__main__":
    unittest.main()
