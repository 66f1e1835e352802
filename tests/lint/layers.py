"""Checks that sources include, and QML files import, only what the arrows of the layers allow.

usage: layers.py ROOT
"""

import re
import sys

import tree

# A folder may include itself, what is named here, and what that may include in turn within the same top folder (so that
# the interface does not reach the engine through the app). Files that lie directly in a folder of COMPOSITION put the
# program together and may see everything below it.
ARROWS = {
    "engine/include": [],
    "engine/base": ["engine/include"],
    "engine/format": ["engine/base"],
    "engine/tokenizer": ["engine/base", "engine/format"],
    "engine/quant": ["engine/base", "shaders/shared"],
    "engine/ops": ["engine/base", "engine/quant"],
    "engine/model": ["engine/ops", "engine/format"],
    "engine/runtime": ["engine/model", "engine/tokenizer"],
    "engine/backends/cpu": ["engine/ops", "engine/quant", "engine/base", "shaders/shared"],
    "engine/backends/gpu": ["engine/ops", "engine/quant", "engine/base", "shaders/shared"],
    "engine/backends/vulkan": ["engine/backends/gpu", "engine/ops", "engine/quant", "engine/base", "shaders/shared"],
    "engine/backends/cuda": ["engine/backends/gpu", "engine/ops", "engine/quant", "engine/base", "shaders/shared"],
    "engine/cli": ["engine/include"],
    "shaders/shared": [],
    "app/store": ["engine/base"],
    "app/assistant": ["app/store", "engine/include"],
    "app/markup": [],
    "app/exchange": ["app/store", "app/markup"],
    "app/review": ["app/assistant", "app/store"],
    "app/downloads": ["app/store", "app/net/client"],
    "app/net": ["app/net/client"],
    "app/net/client": [],
    "app/serving": ["app/assistant", "app/net/client"],
    "app/platform": ["engine/base"],
    "ui/theme": [],
    "ui/controls": ["ui/theme"],
    "ui/models": ["app/assistant", "app/store", "app/markup", "app/review", "app/downloads", "app/platform"],
    "ui/chat": ["ui/models", "ui/controls", "ui/theme"],
    "ui/review": ["ui/models", "ui/controls", "ui/theme"],
    "ui/library": ["ui/models", "ui/controls", "ui/theme"],
    "ui/settings": ["ui/models", "ui/controls", "ui/theme"],
    "ui/shell": ["ui/chat", "ui/review", "ui/library", "ui/settings"],
}
COMPOSITION = {"engine": ["engine"], "app": ["engine", "app", "ui"]}
# Single files beyond the arrows: block types are the one thing that a file's reader must know of the quantisation above
# it, and engine/base speaks in the errors of the public interface.
ALSO = {
    "engine/format": ["engine/quant/types.h"],
    "app/store": ["engine/include/lanternfish/error.h"],
    "app/exchange": ["engine/include/lanternfish/error.h"],
    "app/platform": ["engine/include/lanternfish/error.h"],
}

OS_HEADERS = re.compile(
    r"(sys|linux|net|netinet|arpa|mach)/.*|(unistd|fcntl|dlfcn|pthread|sched|poll|termios|netdb|spawn|pwd|grp|dirent"
    r"|syslog|signal|windows|winsock2|ws2tcpip|io|direct|process|psapi|shlobj|unwind|execinfo)\.h",
    re.IGNORECASE,
)
OS_FOLDERS = ("engine/base", "app/platform")
QT_FREE = ("engine/", "shaders/")
QT_HEADER = re.compile(r"Q[A-Z]\w*|Qt\w*/.*|q[a-z]\w*\.h")
SOCKETS = re.compile(r"(QtNetwork/)?Q(Tcp|Udp|Ssl|Network|Http|Dns|Host|WebSocket)\w*")
ENVIRONMENT = re.compile(r"\b(secure_getenv|getenv|_wgetenv|qgetenv|qEnvironmentVariable\w*)\s*\(")
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')
QML_IMPORT = re.compile(r"^\s*import\s+(Lanternfish[\w.]*)")
QML_URI = re.compile(r"(?:\bURI|\blanternfish_qml_module\(\s*\w+)\s+\"?(Lanternfish[\w.]*)")


def reachable(folder):
    top = folder.split("/")[0]
    found, waiting = set(), [folder]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [arrow for arrow in ARROWS.get(name, []) if name == folder or arrow.split("/")[0] == top]
    return found


def layer_of(path):
    """The layer that a file belongs to: the longest known folder, or a composition folder that holds it directly."""
    folder = path.rpartition("/")[0]
    if folder in COMPOSITION:
        return folder
    while folder and folder not in ARROWS:
        folder = folder.rpartition("/")[0]
    return folder or None


def resolve(include):
    """The project's path that an include names, or None for a header from elsewhere."""
    if include.startswith("lanternfish/"):
        return "engine/include/" + include
    if include.split("/")[0] in ("engine", "app", "ui", "shaders", "tests"):
        return include
    return None


def allowed(path, target):
    layer = layer_of(path)
    if layer in COMPOSITION:
        return target.startswith(tuple(name + "/" for name in COMPOSITION[layer]))
    if target in ALSO.get(layer, []):
        return True
    # Everything in the engine may name the types of its public interface.
    if path.startswith("engine/") and layer_of(target) == "engine/include":
        return True
    return layer_of(target) in reachable(layer)


def without_comments(line):
    return re.sub(r"//.*", "", line)


def check_source(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{path}:{number}"
        if ENVIRONMENT.search(without_comments(line)) and not path.startswith("app/platform/"):
            yield f"{where}: reads the environment, which only app/platform may"
        match = INCLUDE.match(line)
        if not match:
            continue
        quote, include = match.groups()
        target = resolve(include)
        if target:
            if layer_of(target) is None:
                yield f"{where}: includes {include}, which lies in no known layer"
            elif not allowed(path, target):
                yield f"{where}: {layer_of(path)} must not include {include}"
            continue
        if quote == '"' and "/" not in include and not include.endswith((".moc", ".inc")):
            yield f"{where}: includes \"{include}\" without its path from the root of the repository"
        if OS_HEADERS.fullmatch(include) and layer_of(path) not in OS_FOLDERS:
            yield f"{where}: includes <{include}>; operating-system headers belong to {' and '.join(OS_FOLDERS)}"
        if path.startswith(QT_FREE) and QT_HEADER.fullmatch(include):
            yield f"{where}: includes <{include}>; there is no Qt in {layer_of(path)}"
        if SOCKETS.fullmatch(include) and not path.startswith("app/net/"):
            yield f"{where}: includes <{include}>; only app/net opens network connections"


def check_qml(path, text, folders):
    for number, line in enumerate(text.splitlines(), 1):
        match = QML_IMPORT.match(line)
        if not match:
            continue
        folder = folders.get(match.group(1))
        if folder is None:
            yield f"{path}:{number}: imports {match.group(1)}, which no folder of ui provides"
        elif folder not in reachable(layer_of(path)):
            yield f"{path}:{number}: {layer_of(path)} must not import {match.group(1)} of {folder}"


def read(root, path):
    with open(f"{root}/{path}", encoding="utf-8") as file:
        return file.read()


def check(root):
    problems = []
    products = ("engine/", "app/", "ui/", "shaders/")
    for path in tree.files(root, ".h", ".cpp", ".inc"):
        if not path.startswith(products):
            continue
        if layer_of(path) is None:
            problems.append(f"{path}: lies in no known layer")
        else:
            problems += check_source(path, read(root, path))
    folders = {}
    for path in tree.files(root, "CMakeLists.txt"):
        if path.startswith("ui/") and (match := QML_URI.search(read(root, path))):
            folders[match.group(1)] = path.rpartition("/")[0]
    for path in tree.files(root, ".qml"):
        if path.startswith("ui/"):
            problems += check_qml(path, read(root, path), folders)
    return problems


def main():
    problems = check(sys.argv[1])
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
