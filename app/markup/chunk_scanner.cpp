#include "app/markup/chunk_scanner.h"

#include <algorithm>
#include <utility>

#include "app/markup/inline_html.h"

namespace lanternfish::markup {

namespace {

// Long lists are cut between items well before they are full.
constexpr qsizetype kLongList = 4096;

bool interruptsParagraph(QStringView line) {
    if (isHeading(line) || isQuote(line) || fenceMark(line))
        return true;
    if (isRule(line))
        return !isSetextUnderline(line);
    const auto mark = listMark(line);
    return mark && mark->canInterrupt;
}

}  // namespace

void ChunkScanner::close() {
    if (m_open.type != Chunk::Type::None)
        m_closed.append(std::exchange(m_open, {}));
    m_nestedFence = false;
    m_tableHead.clear();
}

void ChunkScanner::start(QStringView text, const Line& line, Chunk::Type type) {
    m_open = {.type = type, .begin = line.begin, .end = line.begin + line.size};
    m_lineCount = 1;
    m_blankBefore = false;
    if (type == Chunk::Type::List) {
        if (const auto mark = listMark(text.sliced(line.begin, line.size)))
            m_itemIndent = mark->contentIndent;
    }
}

bool ChunkScanner::full() const {
    return m_open.end - m_open.begin >= (isParagraph() ? kLongestText : kLongestChunk);
}

/// Closes a chunk that is full; what follows is of the same `type`.
void ChunkScanner::goOn(QStringView text, const Line& line, Chunk::Type type) {
    const bool continues = isParagraph();
    close();
    start(text, line, type);
    m_open.continues = continues;
}

void ChunkScanner::startFence(const FenceMark& fence, const Line& line) {
    m_open = {.type = Chunk::Type::Fence,
              .begin = line.begin,
              .end = line.begin + line.size,
              .language = sanitized(fence.language)};
    m_fence = fence;
    m_fence.language = {};
    m_codeEmpty = true;
}

void ChunkScanner::startFresh(QStringView text, const Line& line) {
    const QStringView content = text.sliced(line.begin, line.size);
    if (const auto fence = fenceMark(content)) {
        startFence(*fence, line);
    } else if (isHeading(content) || isRule(content)) {
        start(text, line, Chunk::Type::Text);
        // An unfinished one stays open: "#" may still become "#include".
        if (!line.unfinished)
            close();
    } else if (isQuote(content)) {
        start(text, line, Chunk::Type::Quote);
    } else if (listMark(content)) {
        start(text, line, Chunk::Type::List);
    } else {
        start(text, line, Chunk::Type::Text);
    }
}

void ChunkScanner::addLine(QStringView text, const Line& line) {
    if (line.continuation) {
        addContinuation(text, line);
        return;
    }
    if (m_open.type == Chunk::Type::Fence) {
        addToFence(text, line);
        return;
    }
    if (isBlank(text.sliced(line.begin, line.size))) {
        if (m_open.type == Chunk::Type::List)
            m_blankBefore = true;
        else
            close();
        return;
    }
    switch (m_open.type) {
        case Chunk::Type::List:
            addToList(text, line);
            break;
        case Chunk::Type::Text:
        case Chunk::Type::Quote:
            addToText(text, line);
            break;
        default:
            startFresh(text, line);
            break;
    }
}

void ChunkScanner::addContinuation(QStringView text, const Line& line) {
    if (m_open.type == Chunk::Type::Fence) {
        m_open.code += sanitized(text.sliced(line.begin, line.size));
        extend(line);
    } else if (m_open.type == Chunk::Type::None || full()) {
        goOn(text, line, Chunk::Type::Text);
    } else {
        extend(line);
    }
}

void ChunkScanner::addToFence(QStringView text, const Line& line) {
    QStringView content = text.sliced(line.begin, line.size);
    const bool leavesList = m_open.level > 0 && !isBlank(content) && indentOf(content) < m_itemIndent;
    if (leavesList) {
        close();
        startFresh(text, line);
        return;
    }
    if (closesFence(content, m_fence)) {
        close();
        return;
    }
    // The first marks of the closing fence would flash up as a line of code.
    const QStringView trimmed = content.trimmed();
    const bool closingBegins = line.unfinished && trimmed.size() < m_fence.length &&
                               std::ranges::all_of(trimmed, [&](QChar c) { return c == m_fence.character; });
    if (closingBegins)
        return;
    qsizetype indent = 0;
    while (indent < m_fence.indent && indent < content.size() && (content[indent] == u' ' || content[indent] == u'\t'))
        ++indent;
    if (!std::exchange(m_codeEmpty, false))
        m_open.code += u'\n';
    m_open.code += sanitized(content.sliced(indent));
    extend(line);
}

void ChunkScanner::trackNestedFence(QStringView content) {
    if (m_nestedFence) {
        m_nestedFence = !closesFence(content, m_fence);
    } else if (const auto fence = fenceMark(content)) {
        m_nestedFence = true;
        m_fence = *fence;
        m_fence.language = {};
        m_nestedLanguage = sanitized(fence->language);
    }
}

void ChunkScanner::addToList(QStringView text, const Line& line) {
    const QStringView content = text.sliced(line.begin, line.size);
    const bool inside = indentOf(content) >= m_itemIndent;
    if (inside && !full()) {
        trackNestedFence(content);
        extend(line);
    } else if (inside && m_nestedFence) {
        close();
        m_open = {.type = Chunk::Type::Fence, .begin = line.begin, .language = m_nestedLanguage, .level = 1};
        m_codeEmpty = true;
        addToFence(text, line);
    } else if (const auto mark = listMark(content); mark && !isRule(content)) {
        m_nestedFence = false;
        if (m_open.end - m_open.begin >= kLongList) {
            close();
            start(text, line, Chunk::Type::List);
        } else {
            m_itemIndent = mark->contentIndent;
            extend(line);
        }
    } else if (!m_blankBefore && !m_nestedFence && !full() && !interruptsParagraph(content) && !isRule(content)) {
        extend(line);
    } else {
        close();
        startFresh(text, line);
    }
    m_blankBefore = false;
}

void ChunkScanner::addToText(QStringView text, const Line& line) {
    const QStringView content = text.sliced(line.begin, line.size);
    const bool quoteGoesOn = m_open.type == Chunk::Type::Quote && isQuote(content);
    const bool leavesQuote = m_open.type == Chunk::Type::Quote && isRule(content);
    if ((!quoteGoesOn && interruptsParagraph(content)) || leavesQuote) {
        close();
        startFresh(text, line);
        return;
    }
    if (m_open.type == Chunk::Type::Text && m_open.prefix.isEmpty() && m_lineCount == 1 && isTableDelimiter(content)) {
        m_tableHead = text.sliced(m_open.begin, line.begin + line.size - m_open.begin).toString() + u'\n';
    }
    if (full()) {
        const QString head = m_tableHead;
        goOn(text, line, m_open.type);
        m_open.prefix = head;
        m_tableHead = head;
        return;
    }
    ++m_lineCount;
    extend(line);
}

}  // namespace lanternfish::markup
