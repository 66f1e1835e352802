#pragma once

#include <QList>
#include <QString>
#include <QStringView>
#include <vector>

#include "app/markup/block.h"
#include "app/markup/chunk_scanner.h"

namespace lanternfish::markup {

/// Markdown that grows at its end, as blocks. Appending parses the open end again and nothing before it; the blocks are
/// the same for any way of cutting the text into pieces. Reference definitions ("[1]: https://...") are shown as text:
/// resolving them would change blocks far above. Thread: any, one at a time.
class StreamingParser {
public:
    /// Returns the index of the first block that may differ from before.
    qsizetype append(QStringView text);

    const QList<Block>& blocks() const { return m_blocks; }
    qsizetype stableCount() const { return m_stable; }              ///< Leading blocks that no later text can change.
    qint64 parsedCharacters() const { return m_parsedCharacters; }  ///< Work done so far, repeated parses included.

private:
    struct Parsed {
        Chunk chunk;
        QList<Block> blocks;
    };

    QList<Block> blocksOf(const Chunk& chunk);
    void addLines(ChunkScanner& scanner, qsizetype& lineBegin, bool& continuation, bool unfinished) const;

    QString m_text;
    ChunkScanner m_scanner;
    qsizetype m_lineBegin = 0;    ///< Of the last line, which has no line feed yet.
    bool m_continuation = false;  ///< The last line's beginning was too long and is scanned already.
    QList<Block> m_blocks;
    qsizetype m_stable = 0;
    std::vector<Parsed> m_recent;  ///< Chunks of the tail as parsed last.
    qint64 m_parsedCharacters = 0;
};

/// The blocks of a whole text. A paragraph is one block here, however long it is.
QList<Block> parse(QStringView markdown);

}  // namespace lanternfish::markup
