#pragma once

#include <QList>
#include <QObject>
#include <QQmlEngine>
#include <QString>
#include <QStringList>
#include <QUrl>
#include <QVariantList>

#include "app/assistant/conversation_view.h"

namespace lanternfish::ui {

/// What stands in one window's composer: the draft, its files, and how much of the context the next answer would take.
/// Thread: gui.
class ComposerController : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Owned by ChatController")
    /// Written at every key press; tells only changes that come from elsewhere: another conversation, a quote, sending.
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textReplaced)
    /// What is attached: objects with name, bytes, sizeText, tokens (-1: not known yet) and tokensText.
    Q_PROPERTY(QVariantList files READ files NOTIFY filesChanged)
    Q_PROPERTY(bool reading READ reading NOTIFY filesChanged)
    /// Of the last attach(): objects with name and reason.
    Q_PROPERTY(QVariantList refused READ refused NOTIFY refusedChanged)
    /// Of the last attach(): "12 hidden files or folders left out".
    Q_PROPERTY(QStringList skipped READ skipped NOTIFY refusedChanged)
    /// Of the branch, the draft and its files.
    Q_PROPERTY(int contextTokens READ contextTokens NOTIFY contextChanged)
    /// 0 while nothing is known.
    Q_PROPERTY(int contextLimit READ contextLimit NOTIFY contextChanged)
    /// Not even the question alone fits.
    Q_PROPERTY(bool tooLong READ tooLong NOTIFY contextChanged)
    /// "Next answer leaves out the first 3 messages", "This question is too long for the model"; else empty.
    Q_PROPERTY(QString contextWarning READ contextWarning NOTIFY contextChanged)
    /// What the next answer leaves out, oldest first: objects with messageId, question (bool) and excerpt.
    Q_PROPERTY(QVariantList leftOut READ leftOut NOTIFY contextChanged)

public:
    explicit ComposerController(assistant::ConversationView* view, QObject* parent = nullptr);

    QString text() const;
    void setText(const QString& text);
    QVariantList files() const;
    bool reading() const;
    QVariantList refused() const { return m_refused; }
    QStringList skipped() const { return m_skipped; }
    int contextTokens() const;
    int contextLimit() const;
    bool tooLong() const;
    QString contextWarning() const;
    QVariantList leftOut() const;

    /// Reads text files and folders, not on this thread; what can't be attached is told by `refused`.
    Q_INVOKABLE void attach(const QList<QUrl>& urls);
    Q_INVOKABLE void removeFile(int index);
    Q_INVOKABLE void quote(const QString& text);
    Q_INVOKABLE void clearRefused();

signals:
    void textReplaced();
    void filesChanged();
    void refusedChanged();
    void contextChanged();

private:
    void takeBatch(const assistant::AttachmentBatch& batch);

    assistant::ConversationView* const m_view;
    QVariantList m_refused;
    QStringList m_skipped;
};

}  // namespace lanternfish::ui
