#include "ui/models/search_model.h"

#include <utility>

#include "app/markup/plain_snippet.h"
#include "ui/models/wording.h"

namespace lanternfish::ui {

using namespace Qt::StringLiterals;

namespace {

QString withMarks(const store::SearchHit& hit) {
    QString html;
    qsizetype at = 0;
    for (const auto& [start, length] : hit.marks) {
        html += hit.snippet.mid(at, start - at).toHtmlEscaped();
        html += "<b>"_L1 + hit.snippet.mid(start, length).toHtmlEscaped() + "</b>"_L1;
        at = start + length;
    }
    return html + hit.snippet.mid(at).toHtmlEscaped();
}

}  // namespace

SearchModel::SearchModel(store::StoreThread* thread, QObject* parent) : QAbstractListModel(parent), m_search(thread) {
    connect(&m_search, &assistant::HistorySearch::found, this,
            [this](const store::SearchQuery&, const QList<store::SearchHit>& hits) { take(hits); });
    connect(&m_search, &assistant::HistorySearch::failed, this, &SearchModel::finish);
}

int SearchModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_hits.size());
}

QVariant SearchModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const store::SearchHit& hit = m_hits[index.row()];
    switch (role) {
        case ConversationId:
            return static_cast<double>(hit.conversation);
        case MessageId:
            return static_cast<double>(hit.message.value_or(0));
        case Qt::DisplayRole:
        case Title:
            return hit.title;
        case Snippet:
            return hit.snippet;
        case SnippetHtml:
            return withMarks(hit);
        case Marks: {
            QVariantList marks;
            for (const auto& [start, length] : hit.marks)
                marks.append(QVariantMap{{u"start"_s, start}, {u"length"_s, length}});
            return marks;
        }
        case Time:
            return hit.at.toLocalTime();
        case TimeText:
            return timeText(hit.at, QDate::currentDate());
        case Line:
            return hit.message ? tr("%1: %2", "conversation and what it says").arg(hit.title, hit.snippet) : hit.title;
        case LineHtml:
            return hit.message
                       ? tr("%1: %2", "conversation and what it says").arg(hit.title.toHtmlEscaped(), withMarks(hit))
                       : hit.title.toHtmlEscaped();
        case Key:
            return u"%1/%2"_s.arg(hit.conversation).arg(hit.message.value_or(0));
        default:
            return {};
    }
}

QHash<int, QByteArray> SearchModel::roleNames() const {
    return {{ConversationId, "conversationId"},
            {MessageId, "messageId"},
            {Title, "title"},
            {Snippet, "snippet"},
            {SnippetHtml, "snippetHtml"},
            {Marks, "marks"},
            {Time, "time"},
            {TimeText, "timeText"},
            {Line, "line"},
            {LineHtml, "lineHtml"},
            {Key, "key"}};
}

void SearchModel::setText(const QString& text) {
    if (std::exchange(m_query.text, text) != text)
        look();
}

void SearchModel::setReasoning(bool reasoning) {
    if (std::exchange(m_query.reasoning, reasoning) != reasoning)
        look();
}

void SearchModel::setArchived(bool archived) {
    if (std::exchange(m_query.archived, archived) != archived)
        look();
}

void SearchModel::setFolder(double folder) {
    const std::optional<store::FolderId> wanted =
        folder == 0 ? std::nullopt : std::optional(static_cast<store::FolderId>(folder));
    if (std::exchange(m_query.folder, wanted) != wanted)
        look();
}

void SearchModel::look() {
    emit queryChanged();
    m_searching = true;
    m_problem.clear();
    emit searchingChanged();
    m_search.search(m_query);
}

void SearchModel::take(const QList<store::SearchHit>& hits) {
    m_searching = false;
    beginResetModel();
    m_hits = hits;
    for (store::SearchHit& hit : m_hits) {
        markup::PlainSnippet plain = markup::plainSnippet(hit.snippet, hit.marks);
        hit.snippet = std::move(plain.text);
        hit.marks = std::move(plain.marks);
    }
    endResetModel();
    emit countChanged();
    finish({});
}

void SearchModel::finish(const QString& problem) {
    m_searching = false;
    m_problem = problem;
    emit searchingChanged();
}

}  // namespace lanternfish::ui
