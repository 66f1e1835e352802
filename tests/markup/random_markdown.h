#pragma once

#include <QRandomGenerator>
#include <QString>

/// Markdown with every construct that the parser knows, in any order, cut off and broken at random.
inline QString randomMarkdown(QRandomGenerator& random, int lines) {
    static const QStringList kLines{
        "plain words and more of them",
        "**bold** and *it* with `code` in it",
        "",
        "",
        "# Heading",
        "###### deep #",
        "#hashtag",
        "---",
        "===",
        "- - -",
        "***",
        "- item",
        "* other item",
        "  - nested",
        "    - deeper",
        "1. one",
        "2) two",
        "17. seventeen",
        "   continued",
        "      far in",
        "\ttabbed",
        "- [x] done",
        "-",
        "1.",
        "> quote",
        "> - list in quote",
        ">> deeper quote",
        "> ```",
        "```",
        "```cpp",
        "``` a b",
        "````",
        "~~~",
        "   ```sh",
        "     ~~~~",
        "`` `",
        "| a | b |",
        "|---|:-:|",
        "| 1 | 2 |",
        "a | b",
        "[link](https://example.org/x)",
        "[ref]: https://example.org",
        "![image](http://example.org/a.png)",
        "<div onclick=\"x\">",
        "&amp; &#0; &nope;",
        "tail  ",
        "back\\",
        "\u4f60\u597d \U0001f41f text",
        "https://example.org/long?a=b&c=d",
    };
    QString text;
    for (int i = 0; i < lines; ++i) {
        QString line = kLines[random.bounded(kLines.size())];
        if (random.bounded(12) == 0)
            line.truncate(random.bounded(line.size() + 1));
        if (random.bounded(10) == 0)
            line.prepend(QString(random.bounded(7), u' '));
        text += line + (random.bounded(20) == 0 ? "\r\n" : "\n");
    }
    return text;
}
