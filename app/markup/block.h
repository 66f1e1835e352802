#pragma once

#include <optional>
#include <QList>
#include <QString>
#include <QStringList>

namespace lanternfish::markup {

/// One piece of an answer that the window draws by itself.
///
/// `html` is safe to hand to a rich text element: all text is escaped, and the only tags are b, i, s, code, pre, br, p,
/// hr, blockquote, ul, ol (with start), li and a (with an http, https or mailto target). Tasks are li with the class
/// "checked" or "unchecked"; their box is no part of the text. Nothing in it loads anything.
struct Block {
    enum class Kind { Paragraph, Heading, List, Code, Quote, Table, Rule };

    Kind kind = Kind::Paragraph;
    QString html = {};  ///< Inline content for paragraph and heading; whole lists and quotes; empty for code and table.
    QString plainText = {};  ///< What copying gives: code without its fence, lists with markers, tables with tabs.
    QString language = {};   ///< Code: the first word after the fence, as the model wrote it.
    int level = 0;           ///< Heading: 1 to 6. Code, paragraph and table: how many lists they stand in.
    /// Paragraph that goes on with the block above, which got too long: what stood between the two, a space, a line
    /// feed or nothing.
    std::optional<QString> joint = {};
    QStringList tableHeader = {};       ///< Cells as html.
    QList<QStringList> tableRows = {};  ///< Cells as html = {}; every row has as many as the header.
    QStringList tableAlignments = {};   ///< "left", "center" or "right" for each column.

    bool operator==(const Block&) const = default;
};

}  // namespace lanternfish::markup
