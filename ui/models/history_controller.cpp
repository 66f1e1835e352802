#include "ui/models/history_controller.h"

#include <QSet>

namespace lanternfish::ui {

using namespace Qt::StringLiterals;
using assistant::History;

namespace {

store::ConversationId idOf(double id) {
    return static_cast<store::ConversationId>(id);
}

std::optional<store::FolderId> folderOf(double id) {
    return id == 0 ? std::nullopt : std::optional(static_cast<store::FolderId>(id));
}

}  // namespace

HistoryController::HistoryController(History* history, QObject* parent) : QObject(parent), m_history(history) {
    connect(history, &History::opened, this, &HistoryController::opened);
    connect(history, &History::opened, this, &HistoryController::foldersChanged);
    connect(history, &History::foldersChanged, this, &HistoryController::foldersChanged);
    connect(history, &History::canUndoRemoveChanged, this, &HistoryController::canUndoDeleteChanged);
}

QVariantList HistoryController::folders() const {
    QVariantList list;
    QSet<store::FolderId> seen;  // a damaged file may hold a circle
    const auto add = [&](const auto& self, std::optional<store::FolderId> parent, int depth) -> void {
        for (const store::Folder& folder : m_history->folders()) {
            if (folder.parent != parent || seen.contains(folder.id))
                continue;
            seen.insert(folder.id);
            list.append(QVariantMap{{u"folderId"_s, static_cast<double>(folder.id)},
                                    {u"name"_s, folder.name},
                                    {u"depth"_s, depth},
                                    {u"parentId"_s, static_cast<double>(parent.value_or(0))}});
            self(self, folder.id, depth + 1);
        }
    };
    add(add, std::nullopt, 0);
    return list;
}

void HistoryController::rename(double conversation, const QString& title) {
    m_history->rename(idOf(conversation), title);
}

void HistoryController::setPinned(double conversation, bool pinned) {
    m_history->setPinned(idOf(conversation), pinned);
}

void HistoryController::setArchived(double conversation, bool archived) {
    m_history->setArchived(idOf(conversation), archived);
}

void HistoryController::moveToFolder(double conversation, double folder) {
    m_history->setFolder(idOf(conversation), folderOf(folder));
}

void HistoryController::remove(double conversation) {
    m_history->remove(idOf(conversation));
}

void HistoryController::undoDelete() {
    m_history->undoRemove();
}

void HistoryController::restore(double conversation) {
    m_history->restore(idOf(conversation));
}

void HistoryController::purge(double conversation) {
    m_history->purge(idOf(conversation));
}

void HistoryController::emptyBin() {
    m_history->emptyBin();
}

double HistoryController::addFolder(const QString& name, double parent) {
    return static_cast<double>(m_history->addFolder(name, folderOf(parent)));
}

void HistoryController::renameFolder(double folder, const QString& name) {
    m_history->renameFolder(static_cast<store::FolderId>(folder), name);
}

bool HistoryController::moveFolder(double folder, double parent, int position) {
    return m_history->moveFolder(static_cast<store::FolderId>(folder), folderOf(parent), position);
}

void HistoryController::removeFolder(double folder) {
    m_history->removeFolder(static_cast<store::FolderId>(folder));
}

}  // namespace lanternfish::ui
