"""Checks resources/translations against the sources: runs tools/translate on a copy. Fails when a string of the sources
is missing, one is there that the sources no longer have, or one has no translation.

usage: translations.py ROOT
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET


def messages(path):
    """Every message with its context and comment, and whether its translation is complete."""
    found = {}
    for context in ET.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            key = (context.findtext("name"), message.findtext("source"), message.findtext("comment") or "")
            translation = message.find("translation")
            forms = [form.text for form in translation.iter("numerusform")] or [translation.text]
            found[key] = translation.get("type") is None and all(forms)
    return found


def complaints(name, kept, fresh):
    for key in sorted(fresh.keys() - kept.keys()):
        yield f"{name}: missing: {key[0]}: {key[1]}"
    for key in sorted(kept.keys() - fresh.keys()):
        yield f"{name}: no longer in the sources: {key[0]}: {key[1]}"
    for key, complete in sorted(fresh.items()):
        if key in kept and not (complete and kept[key]):
            yield f"{name}: not translated: {key[0]}: {key[1]}"


def main():
    root = pathlib.Path(sys.argv[1])
    folder = root / "resources" / "translations"
    names = sorted(path.name for path in folder.glob("*.ts"))
    if not {"lanternfish_de.ts", "lanternfish_en.ts"} <= set(names):
        print(f"{folder}: expected lanternfish_de.ts and lanternfish_en.ts, found {names}")
        return 1
    problems = []
    with tempfile.TemporaryDirectory() as copy:
        for name in names:
            shutil.copy(folder / name, copy)
        run = subprocess.run([root / "tools" / "translate", copy], capture_output=True, text=True, check=False)
        if run.returncode not in (0, 1) or run.stderr:
            print(run.stdout + run.stderr)
            return 1
        for name in names:
            fresh = messages(pathlib.Path(copy) / name)
            if not fresh:
                problems.append(f"{name}: nothing found in the sources")
            problems += complaints(name, messages(folder / name), fresh)
    for problem in problems:
        print(problem)
    if problems:
        print(f"{len(problems)} problems. Run tools/translate, then translate what it lists.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
