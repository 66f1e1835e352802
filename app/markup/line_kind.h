#pragma once

#include <optional>
#include <QStringView>

namespace lanternfish::markup {

/// What a line looks like by itself, by CommonMark's rules without indented code: any indentation is allowed.

struct FenceMark {
    QChar character = {};
    qsizetype length = 0;
    qsizetype indent = 0;  ///< Characters before it, which the lines inside lose too.
    QStringView language = {};
};

struct ListMark {
    int contentIndent = 0;  ///< Columns that a line needs to stay in the item.
    bool empty = false;
    bool canInterrupt = false;  ///< May follow a paragraph without a blank line.
};

int indentOf(QStringView line);  ///< In columns, a tab goes to the next multiple of four.
bool isBlank(QStringView line);
bool isHeading(QStringView line);
bool isQuote(QStringView line);
bool isRule(QStringView line);
bool isSetextUnderline(QStringView line);
bool isTableDelimiter(QStringView line);
std::optional<FenceMark> fenceMark(QStringView line);
bool closesFence(QStringView line, const FenceMark& fence);
std::optional<ListMark> listMark(QStringView line);

}  // namespace lanternfish::markup
