#include "app/markup/line_kind.h"

#include <algorithm>

namespace lanternfish::markup {

namespace {

qsizetype countLeading(QStringView text, QChar c) {
    const auto end = std::ranges::find_if(text, [c](QChar other) { return other != c; });
    return end - text.begin();
}

bool isSpace(QChar c) {
    return c == u' ' || c == u'\t';
}

QStringView withoutIndent(QStringView line) {
    const auto begin = std::ranges::find_if_not(line, isSpace);
    return line.sliced(begin - line.begin());
}

QStringView trimmedLine(QStringView line) {
    QStringView text = withoutIndent(line);
    while (!text.isEmpty() && isSpace(text.back()))
        text.chop(1);
    return text;
}

}  // namespace

int indentOf(QStringView line) {
    int columns = 0;
    for (const QChar c : line) {
        if (c == u' ')
            ++columns;
        else if (c == u'\t')
            columns += 4 - columns % 4;
        else
            break;
    }
    return columns;
}

bool isBlank(QStringView line) {
    return std::ranges::all_of(line, isSpace);
}

bool isHeading(QStringView line) {
    const QStringView text = withoutIndent(line);
    const qsizetype hashes = countLeading(text, u'#');
    return hashes >= 1 && hashes <= 6 && (hashes == text.size() || isSpace(text[hashes]));
}

bool isQuote(QStringView line) {
    return withoutIndent(line).startsWith(u'>');
}

bool isRule(QStringView line) {
    const QStringView text = withoutIndent(line);
    if (text.isEmpty() || !QStringView(u"-*_").contains(text.front()))
        return false;
    qsizetype marks = 0;
    for (const QChar c : text) {
        if (c == text.front())
            ++marks;
        else if (!isSpace(c))
            return false;
    }
    return marks >= 3;
}

bool isSetextUnderline(QStringView line) {
    const QStringView text = trimmedLine(line);
    return !text.isEmpty() && (text.front() == u'-' || text.front() == u'=') &&
           countLeading(text, text.front()) == text.size();
}

bool isTableDelimiter(QStringView line) {
    return line.contains(u'|') && line.contains(u'-') &&
           std::ranges::all_of(line, [](QChar c) { return isSpace(c) || QStringView(u"|-:").contains(c); });
}

std::optional<FenceMark> fenceMark(QStringView line) {
    const QStringView text = withoutIndent(line);
    if (text.size() < 3 || (text.front() != u'`' && text.front() != u'~'))
        return std::nullopt;
    const qsizetype length = countLeading(text, text.front());
    const QStringView info = trimmedLine(text.sliced(length));
    if (length < 3 || (text.front() == u'`' && info.contains(u'`')))
        return std::nullopt;
    const qsizetype languageEnd = std::ranges::find_if(info, isSpace) - info.begin();
    return FenceMark{.character = text.front(),
                     .length = length,
                     .indent = line.size() - text.size(),
                     .language = info.first(languageEnd)};
}

bool closesFence(QStringView line, const FenceMark& fence) {
    const QStringView text = trimmedLine(line);
    return text.size() >= fence.length && countLeading(text, fence.character) == text.size();
}

std::optional<ListMark> listMark(QStringView line) {
    const QStringView text = withoutIndent(line);
    qsizetype width = 0;
    bool one = true;
    if (!text.isEmpty() && QStringView(u"-+*").contains(text.front())) {
        width = 1;
    } else {
        while (width < text.size() && text[width] >= u'0' && text[width] <= u'9')
            ++width;
        if (width == 0 || width > 9 || width == text.size() || (text[width] != u'.' && text[width] != u')'))
            return std::nullopt;
        one = text.first(width) == u"1";
        ++width;
    }
    if (width < text.size() && !isSpace(text[width]))
        return std::nullopt;
    const bool empty = isBlank(text.sliced(width));
    const QStringView upToContent = line.first(line.size() - withoutIndent(text.sliced(width)).size());
    int columns = 0;
    for (const QChar c : upToContent)
        columns += c == u'\t' ? 4 - columns % 4 : 1;
    const int markEnd = indentOf(line) + static_cast<int>(width);
    return ListMark{.contentIndent = empty ? markEnd + 1 : columns, .empty = empty, .canInterrupt = one && !empty};
}

}  // namespace lanternfish::markup
