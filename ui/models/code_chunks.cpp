#include "ui/models/code_chunks.h"

#include <algorithm>
#include <cmath>
#include <KSyntaxHighlighting/Definition>
#include <utility>

#include "ui/models/syntax_definitions.h"

namespace lanternfish::ui {

CodeChunks::CodeChunks(QObject* parent) : QAbstractListModel(parent) {}

int CodeChunks::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_end - m_first;
}

QHash<int, QByteArray> CodeChunks::roleNames() const {
    return {{Code, "code"}, {Line, "line"}, {Offset, "offset"}, {Start, "start"}};
}

QVariant CodeChunks::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const int at = m_first + index.row();
    switch (role) {
        case Code:
            return chunk(at).toString();
        case Line:
            return at * kLines;
        case Offset:
            return static_cast<int>(m_begins[at]);
        case Start:
            return QVariant::fromValue(stateBefore(at));
        default:
            return {};
    }
}

QStringView CodeChunks::chunk(int index) const {
    const qsizetype begin = m_begins[index];
    const qsizetype end = index + 1 < chunkCount() ? m_begins[index + 1] - 1 : m_text.size();
    return QStringView(m_text).sliced(begin, end - begin);
}

const KSyntaxHighlighting::State& CodeChunks::stateBefore(int index) const {
    if (m_states.empty())
        m_states.emplace_back();
    while (std::cmp_less_equal(m_states.size(), index)) {
        KSyntaxHighlighting::State state = m_states.back();
        for (const QStringView line : chunk(static_cast<int>(m_states.size()) - 1).tokenize(u'\n'))
            state = m_highlighter.highlight(line, state).end;
        m_states.push_back(std::move(state));
    }
    return m_states[index];
}

void CodeChunks::scan(qsizetype from) {
    const QStringView text = m_text;
    for (qsizetype feed = text.indexOf(u'\n', from); feed >= 0; feed = text.indexOf(u'\n', feed + 1)) {
        m_longestLine = std::max(m_longestLine, feed - m_lastLineBegin);
        m_lastLineBegin = feed + 1;
        if (m_lineCount++ % kLines == 0)
            m_begins.push_back(m_lastLineBegin);
    }
    m_longestLine = std::max(m_longestLine, text.size() - m_lastLineBegin);
}

void CodeChunks::setText(const QString& text) {
    if (m_text == text)
        return;
    if (text.startsWith(m_text)) {
        const int last = chunkCount() - 1;
        const qsizetype from = std::exchange(m_text, text).size();
        scan(from);
        if (last >= m_first && last < m_end) {
            const QModelIndex changed = index(last - m_first);
            emit dataChanged(changed, changed, {Code});
        }
    } else {
        m_text = text;
        m_begins.assign(1, 0);
        m_states.clear();
        m_lineCount = 1;
        m_lastLineBegin = m_longestLine = 0;
        scan(0);
        replaceRows();
        emit replaced();
    }
    updateRows();
    emit textChanged();
}

void CodeChunks::setSource(RowText* source) {
    if (m_source == source)
        return;
    readFrom(source, m_source, this);
    m_source = source;
    emit sourceChanged();
}

void CodeChunks::setDefinition(const QString& definition) {
    if (std::exchange(m_definition, definition) == definition)
        return;
    m_highlighter.setDefinition(syntaxDefinition(this, definition));
    m_states.clear();
    if (m_end > m_first)
        emit dataChanged(index(0), index(m_end - m_first - 1), {Start});
    emit definitionChanged();
}

void CodeChunks::setShownLines(QPointF lines) {
    if (std::exchange(m_shownLines, lines) == lines)
        return;
    updateRows();
    emit shownLinesChanged();
}

std::pair<int, int> CodeChunks::shownChunks() const {
    const auto clamped = [](double chunk, int low, int high) {
        return static_cast<int>(std::clamp<double>(chunk, low, high));
    };
    const int first = clamped(std::floor(m_shownLines.x() / kLines), 0, chunkCount() - 1);
    return {first, clamped(std::ceil(m_shownLines.y() / kLines), first + 1, chunkCount())};
}

void CodeChunks::replaceRows() {
    // The texts that the view has take the new chunks: making one is dear.
    const int before = m_end - m_first;
    const auto [first, end] = shownChunks();
    const int kept = std::min(before, end - first);
    m_first = first;
    m_end = first + before;
    if (kept < before) {
        beginRemoveRows({}, kept, before - 1);
        m_end = first + kept;
        endRemoveRows();
    }
    if (kept > 0)
        emit dataChanged(index(0), index(kept - 1));
}

void CodeChunks::updateRows() {
    const auto [first, end] = shownChunks();
    if (first >= m_end || end <= m_first)
        replaceRows();
    if (first > m_first) {
        beginRemoveRows({}, 0, first - m_first - 1);
        m_first = first;
        endRemoveRows();
    }
    if (end < m_end) {
        beginRemoveRows({}, end - m_first, m_end - m_first - 1);
        m_end = end;
        endRemoveRows();
    }
    if (first < m_first) {
        beginInsertRows({}, 0, m_first - first - 1);
        m_first = first;
        endInsertRows();
    }
    if (end > m_end) {
        beginInsertRows({}, m_end - m_first, end - m_first - 1);
        m_end = end;
        endInsertRows();
    }
}

int CodeChunks::lineAt(int position) const {
    const qsizetype at = std::clamp<qsizetype>(position, 0, m_text.size());
    const auto next = std::ranges::upper_bound(m_begins, at);
    const qsizetype begin = *std::prev(next);
    const auto before = static_cast<int>(next - m_begins.begin()) - 1;
    return before * kLines + static_cast<int>(QStringView(m_text).sliced(begin, at - begin).count(u'\n'));
}

int CodeChunks::lineBegin(int line) const {
    const int wanted = std::clamp(line, 0, m_lineCount - 1);
    qsizetype begin = m_begins[wanted / kLines];
    for (int i = wanted % kLines; i > 0; --i)
        begin = m_text.indexOf(u'\n', begin) + 1;
    return static_cast<int>(begin);
}

int CodeChunks::rowOf(int line) const {
    const int at = line / kLines;
    return line >= 0 && at >= m_first && at < m_end ? at - m_first : -1;
}

}  // namespace lanternfish::ui
