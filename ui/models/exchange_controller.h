#pragma once

#include <memory>
#include <optional>
#include <QObject>
#include <QQmlEngine>
#include <QString>
#include <QUrl>

#include "app/assistant/assistant.h"
#include "app/exchange/exchange_thread.h"

namespace lanternfish::ui {

/// Export and import for one window. One at a time; what comes of it is told by `message`. Thread: gui.
class ExchangeController : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Owned by ChatController")
    Q_PROPERTY(bool busy READ busy NOTIFY busyChanged)
    /// From 0 to 1.
    Q_PROPERTY(double progress READ progress NOTIFY progressChanged)
    Q_PROPERTY(QString message READ message NOTIFY messageChanged)
    /// `message` tells a failure.
    Q_PROPERTY(bool failed READ failed NOTIFY messageChanged)

public:
    explicit ExchangeController(assistant::Assistant* assistant, QObject* parent = nullptr);
    ~ExchangeController() override;

    bool busy() const { return m_busy; }
    double progress() const { return m_progress; }
    QString message() const { return m_message; }
    bool failed() const { return m_failed; }

    /// `format`: "history", "markdown", "html" or "pdf". Whether that makes a folder of files, for `conversations`
    /// (empty: the folder, or everything when that is 0).
    Q_INVOKABLE bool makesFolder(const QString& format, const QList<double>& conversations) const;
    /// A file's name to propose, with its ending.
    Q_INVOKABLE QString nameFor(const QString& format, const QString& title) const;
    /// To a file, which people have agreed to replace, or to a new folder inside of `target`.
    Q_INVOKABLE void exportTo(const QUrl& target, const QString& format, const QList<double>& conversations,
                              double folder, bool thinking, bool attachmentContents);
    /// Reads the file, or the folder of another program, and says what it would bring; then importFile() or cancel().
    Q_INVOKABLE void previewImport(const QUrl& file);
    Q_INVOKABLE void importFile();
    Q_INVOKABLE void cancel();
    Q_INVOKABLE void clearMessage();

signals:
    void busyChanged();
    void progressChanged();
    void messageChanged();
    /// What an import would bring, in sentences.
    void previewed(const QString& text, bool anythingNew);

private:
    /// `failed`: a sentence for when it does.
    template <class Value>
    void watch(QFuture<Result<Value>> future, const QString& failed, std::function<void(const Value&)> done);
    void end(const QString& message, bool failed);

    assistant::Assistant* const m_assistant;
    std::unique_ptr<exchange::ExchangeThread> m_thread;
    QString m_import;
    bool m_busy = false;
    bool m_failed = false;
    double m_progress = 0;
    QString m_message;
};

}  // namespace lanternfish::ui
