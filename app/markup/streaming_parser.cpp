#include "app/markup/streaming_parser.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "app/markup/block_builder.h"
#include "app/markup/line_cut.h"

namespace lanternfish::markup {

namespace {

/// Escapes what the parser would take for a reference definition and swallow.
QString withoutDefinitions(QStringView markdown) {
    QString result;
    result.reserve(markdown.size() + 8);
    std::optional<FenceMark> fence;
    for (const QStringView line : markdown.tokenize(u'\n')) {
        const auto content = std::ranges::find_if(
            line, [](QChar c) { return !(c.isSpace() || c.isDigit() || QStringView(u">-+*.)").contains(c)); });
        const qsizetype offset = content - line.begin();
        const QStringView rest = line.sliced(offset);
        if (fence && closesFence(rest, *fence))
            fence.reset();
        else if (!fence)
            fence = fenceMark(rest);
        result += line.first(offset);
        if (!fence && rest.startsWith(u'[') && rest.contains(QLatin1StringView("]:")))
            result += u'\\';
        result += rest;
        result += u'\n';
    }
    return result;
}

}  // namespace

QList<Block> StreamingParser::blocksOf(const Chunk& chunk) {
    if (chunk.type == Chunk::Type::Fence) {
        return {Block{
            .kind = Block::Kind::Code, .plainText = chunk.code, .language = chunk.language, .level = chunk.level}};
    }
    const auto known = std::ranges::find(m_recent, chunk, &Parsed::chunk);
    if (known != m_recent.end())
        return known->blocks;
    const QStringView text = QStringView(m_text).sliced(chunk.begin, chunk.end - chunk.begin);
    m_parsedCharacters += chunk.prefix.size() + text.size();
    QList<Block> blocks = buildBlocks(chunk.prefix + withoutDefinitions(text));
    if (chunk.continues && !blocks.isEmpty() && blocks.front().kind == Block::Kind::Paragraph) {
        const QChar before = m_text[chunk.begin - 1];
        blocks.front().joint = before.isSpace() ? QString(before) : QString();
    }
    return blocks;
}

void StreamingParser::addLines(ChunkScanner& scanner, qsizetype& lineBegin, bool& continuation, bool unfinished) const {
    const QStringView text = m_text;
    while (lineBegin < text.size()) {
        const qsizetype feed = text.indexOf(u'\n', lineBegin);
        const qsizetype lineEnd = feed < 0 ? text.size() : feed;
        const qsizetype rest = lineEnd - lineBegin;
        if (rest > ChunkScanner::kLongestLine) {
            const qsizetype size = lineCut(text.sliced(lineBegin, rest), ChunkScanner::kLongestLine);
            scanner.addLine(text, {.begin = lineBegin, .size = size, .continuation = continuation});
            lineBegin += size;
            continuation = true;
            continue;
        }
        if (feed < 0 && !unfinished)
            return;
        scanner.addLine(text, {.begin = lineBegin, .size = rest, .continuation = continuation, .unfinished = feed < 0});
        lineBegin = lineEnd + 1;
        continuation = false;
    }
}

qsizetype StreamingParser::append(QStringView text) {
    for (const QStringView part : text.tokenize(u'\r'))
        m_text += part;
    const qsizetype firstChanged = m_stable;
    m_blocks.resize(m_stable);
    addLines(m_scanner, m_lineBegin, m_continuation, false);
    for (const Chunk& chunk : m_scanner.takeClosed())
        m_blocks += blocksOf(chunk);
    m_stable = m_blocks.size();

    ChunkScanner trial = m_scanner;
    qsizetype lineBegin = m_lineBegin;
    bool continuation = m_continuation;
    addLines(trial, lineBegin, continuation, true);
    QList<Chunk> tail = trial.takeClosed();
    if (trial.open().type != Chunk::Type::None)
        tail.append(trial.open());
    std::vector<Parsed> recent;
    for (const Chunk& chunk : tail) {
        QList<Block> blocks = blocksOf(chunk);
        m_blocks += blocks;
        if (chunk.type != Chunk::Type::Fence)
            recent.push_back({chunk, std::move(blocks)});
    }
    m_recent = std::move(recent);
    return firstChanged;
}

QList<Block> parse(QStringView markdown) {
    StreamingParser parser;
    parser.append(markdown);
    QList<Block> whole;
    for (const Block& block : parser.blocks()) {
        if (!block.joint || whole.isEmpty() || whole.last().kind != Block::Kind::Paragraph) {
            whole.append(block);
            continue;
        }
        whole.last().html += *block.joint + block.html;
        whole.last().plainText += *block.joint + block.plainText;
    }
    return whole;
}

}  // namespace lanternfish::markup
