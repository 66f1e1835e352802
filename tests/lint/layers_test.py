"""Plants one violation after the other in a small tree and sees whether layers.py names it.

usage: layers_test.py
"""

import os
import tempfile
import unittest

import layers

SOUND = {
    "engine/include/lanternfish/error.h": "#include <string>\n",
    "engine/base/system.h": '#include "lanternfish/error.h"\n',
    "engine/base/system_posix.cpp": '#include <sys/mman.h>\n#include <unistd.h>\n#include "engine/base/system.h"\n',
    "engine/quant/types.h": '#include "engine/base/system.h"\n',
    "engine/format/gguf.cpp": '#include "engine/quant/types.h"\n#include "engine/base/system.h"\n',
    "engine/ops/op.h": '#include "engine/quant/types.h"\n#include "lanternfish/device.h"\n',
    "engine/model/config.cpp": '#include "engine/ops/op.h"\n#include "engine/quant/types.h"\n',
    "engine/runtime/timeline.cpp": '#include "engine/model/config.h"\n#include "engine/tokenizer/bpe.h"\n',
    "engine/cli/main.cpp": '#include "engine/cli/text.h"\n#include "lanternfish/engine.h"\n',
    "engine/engine.cpp": '#include "engine/backends/cpu/cpu.h"\n#include "engine/runtime/timeline.h"\n',
    "app/main.cpp": '#include <QGuiApplication>\n#include "app/store/types.h"\n#include "engine/engine.h"\n',
    "app/platform/paths.cpp": "#include <unistd.h>\n#include <QLocalSocket>\n",
    "app/store/types.h": '#include <QString>\n#include "engine/base/system.h"\n',
    "ui/theme/CMakeLists.txt": "lanternfish_qml_module(lanternfish_theme Lanternfish.Theme\n",
    "ui/chat/CMakeLists.txt": "lanternfish_qml_module(lanternfish_chat Lanternfish.Chat\n",
    "ui/settings/CMakeLists.txt": "qt_add_qml_module(x\n  URI Lanternfish.Settings VERSION 1.0)\n",
    "ui/chat/Page.qml": "import QtQuick\nimport Lanternfish.Theme\n",
    "tests/engine/base/system_test.cpp": "#include <unistd.h>\n",
}

# file, content, what the complaint must hold
PLANTED = [
    ("engine/base/a.cpp", '#include "engine/format/gguf.h"\n', "engine/base must not include engine/format"),
    ("engine/format/a.cpp", '#include "engine/quant/blocks.h"\n', "engine/format must not include engine/quant"),
    ("engine/ops/a.cpp", '#include "engine/model/config.h"\n', "engine/ops must not include engine/model"),
    ("engine/backends/cpu/a.cpp", '#include "engine/runtime/x.h"\n', "engine/backends/cpu must not include"),
    ("engine/backends/cpu/a.inc", '#include "engine/model/x.h"\n', "engine/backends/cpu must not include"),
    ("engine/runtime/a.cpp", '#include "engine/backends/cpu/cpu.h"\n', "engine/runtime must not include"),
    ("engine/cli/a.cpp", '#include "engine/base/system.h"\n', "engine/cli must not include engine/base"),
    ("engine/engine.cpp", '#include "app/store/types.h"\n', "engine must not include app/store"),
    ("engine/quant/a.cpp", '  #  include <QString>\n', "no Qt in engine/quant"),
    ("engine/quant/a.cpp", "#include <QtCore/qglobal.h>\n", "no Qt in engine/quant"),
    ("engine/format/a.cpp", "#include <sys/mman.h>\n", "operating-system headers"),
    ("app/store/a.cpp", "#include <Windows.h>\n", "operating-system headers"),
    ("engine/ops/a.cpp", "#include <dlfcn.h>\n", "operating-system headers"),
    ("app/main.cpp", "#include <fcntl.h>\n", "operating-system headers"),
    ("engine/base/a.cpp", 'bool fast = std::getenv("LF_FAST");\n', "reads the environment"),
    ("ui/chat/a.cpp", 'qEnvironmentVariableIsSet ("X");\n', "reads the environment"),
    ("ui/chat/a.cpp", '#include "engine/include/lanternfish/engine.h"\n', "ui/chat must not include"),
    ("app/assistant/a.cpp", '#include "engine/runtime/timeline.h"\n', "app/assistant must not include"),
    ("app/assistant/a.cpp", '#include "ui/models/list.h"\n', "app/assistant must not include ui/models"),
    ("app/platform/a.cpp", "#include <QTcpSocket>\n", "only app/net"),
    ("app/platform/a.cpp", "#include <QtNetwork/QNetworkAccessManager>\n", "only app/net"),
    ("engine/ops/a.cpp", '#include "op.h"\n', "without its path"),
    ("engine/extra/a.cpp", "int x;\n", "lies in no known layer"),
    ("engine/engine.cpp", '#include "tests/fakes/fake.h"\n', "no known layer"),
    ("ui/chat/Bad.qml", "import Lanternfish.Settings\n", "ui/chat must not import Lanternfish.Settings"),
    ("ui/theme/Bad.qml", "import Lanternfish.Chat 1.0\n", "ui/theme must not import Lanternfish.Chat"),
    ("ui/chat/Bad.qml", "import Lanternfish.Nowhere\n", "which no folder of ui provides"),
]


def check(contents):
    with tempfile.TemporaryDirectory() as root:
        for path, content in contents.items():
            os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(content)
        return layers.check(root)


class LayersTest(unittest.TestCase):
    def test_accepts_a_sound_tree(self):
        self.assertEqual(check(SOUND), [])

    def test_names_every_planted_violation(self):
        for path, content, words in PLANTED:
            with self.subTest(path=path, content=content):
                problems = check({**SOUND, path: content})
                self.assertEqual(len(problems), 1, problems)
                self.assertIn(path, problems[0])
                self.assertIn(words, problems[0])

    def test_a_comment_is_no_call(self):
        self.assertEqual(check({**SOUND, "engine/ops/a.cpp": "// never getenv()\n"}), [])


if __name__ == "__main__":
    unittest.main()
