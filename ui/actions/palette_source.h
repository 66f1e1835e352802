#pragma once

#include <QList>
#include <QObject>
#include <QQmlEngine>
#include <QString>

namespace lanternfish::actions {

struct PaletteItem {
    QString key;  ///< What choose() takes.
    QString title;
    /// The title with matches in <b> and everything else escaped; empty: it has none.
    QString titleHtml = {};
    QString shortcut = {};
    /// From 0 to 1, on FuzzyRank's scale. At most half of FuzzyRank::kStep may be added for recency.
    double rank = 0;

    bool operator==(const PaletteItem&) const = default;
};

/// Where the command palette finds something: actions, conversations and the like. Thread: gui; one that looks
/// elsewhere answers later.
class PaletteSource : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("An interface")
    /// What its items are, in one word at the right of the row: "Conversation".
    Q_PROPERTY(QString kind READ kind WRITE setKind NOTIFY kindChanged REQUIRED)
    Q_PROPERTY(QString icon MEMBER m_icon REQUIRED)

public:
    using QObject::QObject;

    QString kind() const { return m_kind; }
    void setKind(const QString& kind);
    QString icon() const { return m_icon; }

    /// Answers with found(), at once or later, best first, `limit` items at most. An empty query asks for what is most
    /// likely wanted. A later search makes this one void.
    virtual void search(const QString& query, int limit) = 0;
    virtual void choose(const QString& key) { emit chosen(key); }

signals:
    void found(const QString& query, const QList<lanternfish::actions::PaletteItem>& items);
    void chosen(const QString& key);
    void kindChanged();

private:
    QString m_kind;
    QString m_icon;
};

/// The best `limit` of `items`, best first; equal ones keep their order.
QList<PaletteItem> bestOf(QList<PaletteItem> items, int limit);

}  // namespace lanternfish::actions
