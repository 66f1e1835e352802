#pragma once

#include <QObject>
#include <QPointer>
#include <QQmlEngine>
#include <QQuickTextDocument>
#include <QTimer>
#include <QVariantList>

namespace lanternfish::ui {

/// Where the boxes of tasks belong in a TextEdit's text. Qt draws a cross of the text's font there, which reads as
/// failed: this makes it invisible, for boxes of one's own. Follows text and layout. Thread: gui.
class TaskPlaces : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QQuickTextDocument* textDocument READ textDocument WRITE setTextDocument NOTIFY textDocumentChanged)
    /// In the order of the text: objects with `place`, a square in the coordinates of the document, and `done`.
    Q_PROPERTY(QVariantList tasks READ tasks NOTIFY tasksChanged)

public:
    explicit TaskPlaces(QObject* parent = nullptr);

    QQuickTextDocument* textDocument() const { return m_document; }
    void setTextDocument(QQuickTextDocument* document);
    QVariantList tasks() const { return m_tasks; }

signals:
    void textDocumentChanged();
    void tasksChanged();

private:
    void attach();
    void note(int position, int added);
    void hideMarkers();
    void update();

    QPointer<QQuickTextDocument> m_document;
    QVariantList m_tasks;
    int m_changedFrom = 0;  ///< What of the text is new since hideMarkers().
    int m_changedTo = 0;
    bool m_hasTasks = false;
    QTimer m_update;
};

}  // namespace lanternfish::ui
