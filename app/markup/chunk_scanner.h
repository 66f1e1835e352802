#pragma once

#include <QList>
#include <QString>
#include <QStringView>
#include <utility>

#include "app/markup/line_kind.h"

namespace lanternfish::markup {

/// A run of lines that can be parsed without looking at its neighbours.
struct Chunk {
    enum class Type { None, Text, List, Quote, Fence };

    Type type = Type::None;
    qsizetype begin = 0;
    qsizetype end = 0;       ///< Behind its last line that isn't blank.
    QString prefix = {};     ///< The head of a table that an earlier chunk began.
    QString language = {};   ///< Fence.
    QString code = {};       ///< Fence: what stands in it so far.
    int level = 0;           ///< Fence: 1 when it goes on with code from inside a list.
    bool continues = false;  ///< Text: goes on with the chunk before, which was full.

    bool operator==(const Chunk&) const = default;
};

/// Cuts Markdown into chunks, line by line and without ever looking ahead: what it has cut stays so, whatever follows.
/// No chunk but a code fence grows far beyond kLongestChunk, which bounds the work of parsing the last one again; no
/// paragraph far beyond kLongestText, which bounds the work of laying it out again.
/// Copyable, so that an unfinished line can be tried out.
class ChunkScanner {
public:
    static constexpr qsizetype kLongestChunk = 8192;
    static constexpr qsizetype kLongestText = 2048;
    static constexpr qsizetype kLongestLine = 1024;

    struct Line {
        qsizetype begin = 0;
        qsizetype size = 0;
        bool continuation = false;  ///< The rest of a line that was too long.
        bool unfinished = false;    ///< More of it may come.
    };

    /// `text` is everything so far; `line` lies behind all earlier lines and holds no line feed.
    void addLine(QStringView text, const Line& line);
    QList<Chunk> takeClosed() { return std::exchange(m_closed, {}); }
    const Chunk& open() const { return m_open; }

private:
    void start(QStringView text, const Line& line, Chunk::Type type);
    void startFresh(QStringView text, const Line& line);
    void extend(const Line& line) { m_open.end = line.begin + line.size; }
    void close();
    void addContinuation(QStringView text, const Line& line);
    void addToFence(QStringView text, const Line& line);
    void addToList(QStringView text, const Line& line);
    void addToText(QStringView text, const Line& line);
    void startFence(const FenceMark& fence, const Line& line);
    void trackNestedFence(QStringView content);
    void goOn(QStringView text, const Line& line, Chunk::Type type);
    bool isParagraph() const { return m_open.type == Chunk::Type::Text && m_tableHead.isEmpty(); }
    bool full() const;

    QList<Chunk> m_closed;
    Chunk m_open;
    bool m_blankBefore = false;
    int m_itemIndent = 0;  ///< List: content column of the last outermost item.
    FenceMark m_fence;     ///< Fence, or the one that is open inside a list; its language view is not kept.
    bool m_nestedFence = false;
    QString m_nestedLanguage;
    bool m_codeEmpty = true;  ///< Fence: no line yet.
    int m_lineCount = 0;
    QString m_tableHead;
};

}  // namespace lanternfish::markup
