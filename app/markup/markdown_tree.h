#pragma once

#include <QByteArray>
#include <QString>
#include <vector>

namespace lanternfish::markup {

/// A Markdown document as a tree. Leaves (paragraph, heading, code, cell) hold their content as safe html and as plain
/// text; code has no html. Containers deeper than twelve are left out and their content moves up to their parent, since
/// what draws the result recurses.
struct Node {
    enum class Type {
        Document,
        Paragraph,
        Heading,
        Code,
        Rule,
        Quote,
        List,
        Item,
        Table,
        Row,
        Cell,
    };
    enum class Task { None, Open, Done };
    enum class Align { Default, Left, Center, Right };

    Type type = Type::Document;
    QString html = {};
    QString plain = {};
    QString language = {};  ///< Code.
    int level = 0;          ///< Heading.
    bool ordered = false;   ///< List.
    uint start = 1;         ///< Ordered list.
    Task task = Task::None;
    Align align = Align::Default;
    std::vector<Node> children = {};
};

Node parseMarkdown(const QByteArray& utf8);

}  // namespace lanternfish::markup
