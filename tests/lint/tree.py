"""The files of the project, for the checks beside this one."""

import os
import subprocess


def files(root, *endings):
    """Paths of the files under version control, relative to root and in order; without git, of all but build folders."""
    # Somebody else may own the checkout, which git takes for a danger unless told otherwise.
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "-C", root, "ls-files", "-z"], capture_output=True, check=False
    )
    if listing.returncode == 0:
        names = [name for name in listing.stdout.decode().split("\0") if name]
    else:
        names = []
        for folder, subfolders, leaves in os.walk(root):
            subfolders[:] = [name for name in subfolders if name not in ("build", ".git", ".cache")]
            names += [os.path.relpath(os.path.join(folder, leaf), root) for leaf in leaves]
    names = [name for name in names if name.endswith(endings) and os.path.exists(os.path.join(root, name))]
    return sorted(name.replace(os.sep, "/") for name in names)
