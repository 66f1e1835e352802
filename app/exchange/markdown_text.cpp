#include "app/exchange/markdown_text.h"

#include <algorithm>
#include <optional>

#include "app/markup/line_kind.h"
#include "app/markup/markdown_tree.h"

namespace lanternfish::exchange {

namespace {

constexpr qsizetype kShortestFence = 3;

qsizetype runLength(QStringView text, qsizetype at) {
    qsizetype end = at;
    while (end < text.size() && text[end] == text[at]) {
        ++end;
    }
    return end - at;
}

qsizetype longestRun(QStringView text, QChar character) {
    qsizetype longest = 0;
    for (qsizetype i = 0; i < text.size();) {
        const qsizetype run = runLength(text, i);
        if (text[i] == character) {
            longest = std::max(longest, run);
        }
        i += run;
    }
    return longest;
}

/// Whether a < before `next` begins HTML: a tag, a comment, a declaration or an instruction.
bool beginsHtml(QChar next) {
    return (next >= u'a' && next <= u'z') || (next >= u'A' && next <= u'Z') || next == u'/' || next == u'!' ||
           next == u'?';
}

bool beginsAutolink(QStringView text) {
    return text.startsWith(u"<http://", Qt::CaseInsensitive) || text.startsWith(u"<https://", Qt::CaseInsensitive) ||
           text.startsWith(u"<mailto:", Qt::CaseInsensitive);
}

/// Where the code span that begins with `run` backticks ends; nothing when it never does.
std::optional<qsizetype> codeSpanEnd(QStringView text, qsizetype from, qsizetype run) {
    for (qsizetype i = text.indexOf(u'`', from); i >= 0; i = text.indexOf(u'`', i)) {
        const qsizetype found = runLength(text, i);
        i += found;
        if (found == run) {
            return i;
        }
    }
    return std::nullopt;
}

/// Escapes HTML in text without fences, such as lines between two blank ones.
QString withoutHtml(QStringView paragraph) {
    QString result;
    result.reserve(paragraph.size());
    qsizetype missingRun = 0;  // Runs of this length have no partner, which keeps hostile text from taking long.
    for (qsizetype i = 0; i < paragraph.size();) {
        const QChar c = paragraph[i];
        qsizetype size = 1;
        if (c == u'\\' && i + 1 < paragraph.size()) {
            size = 2;
        } else if (c == u'`') {
            size = runLength(paragraph, i);
            if (size != missingRun) {
                if (const auto end = codeSpanEnd(paragraph, i + size, size)) {
                    size = *end - i;
                } else {
                    missingRun = size;
                }
            }
        } else if (c == u'<' && i + 1 < paragraph.size() && beginsHtml(paragraph[i + 1]) &&
                   !beginsAutolink(paragraph.sliced(i))) {
            result += u'\\';
        }
        result += paragraph.sliced(i, size);
        i += size;
    }
    return result;
}

struct Escaped {
    QString text;
    QString closing;  ///< Ends a fence that is still open.
};

/// Escapes HTML outside of code.
Escaped escapedHtmlOf(QStringView markdown) {
    QString result;
    QString paragraph;
    std::optional<markup::FenceMark> fence;
    const auto endParagraph = [&] {
        result += withoutHtml(paragraph);
        paragraph.clear();
    };
    for (const QStringView line : markdown.tokenize(u'\n')) {
        if (fence) {
            result += line;
            result += u'\n';
            if (markup::closesFence(line, *fence)) {
                fence.reset();
            }
            continue;
        }
        fence = markup::fenceMark(line);
        if (fence || markup::isBlank(line)) {
            endParagraph();
            result += line;
            result += u'\n';
        } else {
            paragraph += line;
            paragraph += u'\n';
        }
    }
    endParagraph();
    result.chop(1);
    const QString closing =
        fence ? u'\n' + QString(fence->indent, u' ') + QString(fence->length, fence->character) : QString();
    return {result, closing};
}

/// Whether a heading behind it is one.
bool endsByItself(const QString& markdown) {
    const markup::Node document = markup::parseMarkdown((markdown + QStringLiteral("\n\n## heading")).toUtf8());
    return !document.children.empty() && document.children.back().type == markup::Node::Type::Heading &&
           document.children.back().plain == u"heading";
}

}  // namespace

QString contained(QStringView markdown) {
    while (!markdown.isEmpty() && markdown.back().isSpace()) {
        markdown.chop(1);
    }
    const Escaped escaped = escapedHtmlOf(markdown);
    // Where a fence ends inside of lists and quotes only a parser of the whole knows, so it is asked.
    for (const QString& candidate : {escaped.text, escaped.text + escaped.closing}) {
        if (endsByItself(candidate)) {
            return candidate;
        }
    }
    return fenced(markdown.toString(), QStringLiteral("markdown"));
}

QString fenced(const QString& text, const QString& language) {
    const QString fence(std::max(kShortestFence, longestRun(text, u'`') + 1), u'`');
    const QLatin1StringView end(text.isEmpty() || text.endsWith(u'\n') ? "" : "\n");
    return fence + language + u'\n' + text + end + fence;
}

QString escapedMarkdown(QStringView text) {
    QString result;
    for (const QChar c : text.toString().simplified()) {
        if (QStringView(u"\\`*_{}[]<>()#+-.!|~&$").contains(c)) {
            // A dot or a dash means something only at the beginning of a line.
            if (!QStringView(u"+-.").contains(c) || result.isEmpty()) {
                result += u'\\';
            }
        }
        result += c;
    }
    return result;
}

}  // namespace lanternfish::exchange
