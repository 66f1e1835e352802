#pragma once

#include <functional>
#include <memory>
#include <QElapsedTimer>
#include <QObject>
#include <QQmlEngine>
#include <QString>
#include <QThread>
#include <QVariantList>
#include <QVariantMap>
#include <vector>

#include "app/assistant/assistant.h"
#include "app/assistant/conversation_view.h"
#include "app/assistant/device_list.h"
#include "ui/models/answer_pacer.h"
#include "ui/models/composer_controller.h"
#include "ui/models/conversation_list_model.h"
#include "ui/models/conversation_titles.h"
#include "ui/models/exchange_controller.h"
#include "ui/models/history_controller.h"
#include "ui/models/message_block_model.h"
#include "ui/models/preset_list_model.h"
#include "ui/models/search_model.h"
#include "ui/models/sentence_announcer.h"
#include "ui/models/storage_controller.h"
#include "ui/models/usage_controller.h"

namespace lanternfish::ui {

/// One window: the engine as the footer shows it, the conversation that is open here with its messages, and what people
/// do with them. Parts of it are objects of their own: composer, history, presets, search, usage. Ids are doubles in
/// QML; they are exact up to 2^53. Thread: gui.
class ChatController : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by main() around an Assistant")
    /// "loading", "ready", "prefilling", "thinking", "answering" or "failed".
    Q_PROPERTY(QString state READ state NOTIFY statusChanged)
    /// An answer of this conversation is being written or waits.
    Q_PROPERTY(bool busy READ busy NOTIFY statusChanged)
    /// How many answers of other conversations come before the one that waits here; 0: none, or nothing waits.
    Q_PROPERTY(int answersBefore READ answersBefore NOTIFY statusChanged)
    Q_PROPERTY(QString stateText READ stateText NOTIFY statusChanged)
    /// What a long state is for, in sentences; mostly empty.
    Q_PROPERTY(QString stateHint READ stateHint NOTIFY statusChanged)
    Q_PROPERTY(QString errorText READ errorText NOTIFY statusChanged)
    Q_PROPERTY(double tokensPerSecond READ tokensPerSecond NOTIFY statusChanged)
    /// Of the open conversation, with what stands in the composer; `composer` knows more.
    Q_PROPERTY(int contextUsed READ contextUsed NOTIFY contextUsedChanged)
    Q_PROPERTY(int contextLimit READ contextLimit NOTIFY statusChanged)
    Q_PROPERTY(QString modelName READ modelName NOTIFY statusChanged)
    Q_PROPERTY(QString deviceId READ deviceId NOTIFY statusChanged)
    Q_PROPERTY(QString deviceName READ deviceName NOTIFY statusChanged)
    Q_PROPERTY(QString deviceNote READ deviceNote NOTIFY statusChanged)
    /// Why the model runs there, and what a better device would need.
    Q_PROPERTY(QString deviceReason READ deviceReason NOTIFY statusChanged)
    /// "auto" or the device that was asked for; the model may have had to go elsewhere.
    Q_PROPERTY(QString chosenBackend READ chosenBackend NOTIFY statusChanged)
    /// The command line did so, whatever the settings say; false once chooseBackend() is called.
    Q_PROPERTY(bool chosenForThisRun READ chosenForThisRun NOTIFY statusChanged)
    /// What chooseBackend takes: objects with id, name, detail and usable. Empty until findDevices() is through.
    Q_PROPERTY(QVariantList devices READ devices NOTIFY devicesChanged)
    Q_PROPERTY(bool demonstration READ demonstration NOTIFY statusChanged)
    Q_PROPERTY(QString title READ title NOTIFY currentChanged)
    Q_PROPERTY(QString currentId READ currentId NOTIFY currentChanged)
    /// Nothing of the open conversation is kept.
    Q_PROPERTY(bool temporary READ temporary NOTIFY currentChanged)
    /// Of the open conversation; 0 for none.
    Q_PROPERTY(double preset READ preset WRITE setPreset NOTIFY presetChanged)
    Q_PROPERTY(QString presetName READ presetName NOTIFY presetChanged)
    Q_PROPERTY(bool canUndoDelete READ canUndoDelete NOTIFY canUndoDeleteChanged)
    /// "none", "high" or "max": for the next answers.
    Q_PROPERTY(QString thinking READ thinking WRITE setThinking NOTIFY thinkingChanged)
    Q_PROPERTY(QString notice READ notice NOTIFY noticeChanged)
    Q_PROPERTY(lanternfish::ui::ConversationListModel* conversations READ conversations CONSTANT)
    /// All conversations, folded away or not, for the command palette.
    Q_PROPERTY(lanternfish::ui::ConversationTitles* titles READ titles CONSTANT)
    Q_PROPERTY(lanternfish::ui::MessageBlockModel* blocks READ blocks CONSTANT)
    Q_PROPERTY(lanternfish::ui::ComposerController* composer READ composer CONSTANT)
    Q_PROPERTY(lanternfish::ui::HistoryController* history READ history CONSTANT)
    Q_PROPERTY(lanternfish::ui::PresetListModel* presets READ presets CONSTANT)
    Q_PROPERTY(lanternfish::ui::SearchModel* search READ search CONSTANT)
    /// The same again, for the command palette.
    Q_PROPERTY(lanternfish::ui::SearchModel* quickSearch READ quickSearch CONSTANT)
    Q_PROPERTY(lanternfish::ui::UsageController* usage READ usage CONSTANT)
    Q_PROPERTY(lanternfish::ui::StorageController* storage READ storage CONSTANT)
    Q_PROPERTY(lanternfish::ui::ExchangeController* exchange READ exchange CONSTANT)

public:
    using DeviceFinder = std::function<std::vector<Device>()>;

    /// `assistant` must outlive the controller. `finder` is called on a thread of its own; injected, so that tests have
    /// the devices that they want.
    explicit ChatController(assistant::Assistant* assistant, QObject* parent = nullptr,
                            DeviceFinder finder = &assistant::findDevices);
    ~ChatController() override;

    QString state() const;
    bool busy() const { return m_view.busy(); }
    int answersBefore() const { return m_view.answersBefore().value_or(0); }
    QString stateText() const;
    QString stateHint() const;
    QString errorText() const;
    double tokensPerSecond() const;
    int contextUsed() const;
    int contextLimit() const;
    QString modelName() const;
    QString deviceId() const;
    QString deviceName() const;
    QString deviceNote() const;
    QString deviceReason() const;
    QString chosenBackend() const;
    bool chosenForThisRun() const;
    QVariantList devices() const;
    bool demonstration() const;
    QString title() const;
    QString currentId() const;
    bool temporary() const { return m_view.temporary(); }
    double preset() const { return static_cast<double>(m_view.preset().value_or(0)); }
    void setPreset(double preset);
    QString presetName() const;
    bool canUndoDelete() const { return m_history.canUndoDelete(); }
    QString thinking() const;
    void setThinking(const QString& thinking);
    QString notice() const { return m_notice; }
    ConversationListModel* conversations() { return &m_conversations; }
    ConversationTitles* titles() { return &m_titles; }
    MessageBlockModel* blocks() { return &m_blocks; }
    ComposerController* composer() { return &m_composer; }
    HistoryController* history() { return &m_history; }
    PresetListModel* presets() { return &m_presets; }
    SearchModel* search() { return &m_search; }
    SearchModel* quickSearch() { return &m_quickSearch; }
    UsageController* usage() { return &m_usage; }
    StorageController* storage() { return &m_storage; }
    ExchangeController* exchange() { return &m_exchange; }
    assistant::ConversationView& view() { return m_view; }
    /// Says everything anew, in a language that was just installed.
    void retranslate();

    /// Lists the devices anew, on a thread of its own: drivers take their time.
    Q_INVOKABLE void findDevices();
    /// Loads the model again on this device.
    Q_INVOKABLE void chooseBackend(const QString& backend);
    /// With the files of the composer. Ignored while busy.
    Q_INVOKABLE void send(const QString& text);
    Q_INVOKABLE void stop();
    Q_INVOKABLE void newConversation();
    /// One that never touches the disk and is gone once this window shows something else.
    Q_INVOKABLE void newTemporaryConversation();
    Q_INVOKABLE void openConversation(double id);
    /// Shows a branch with this message; messageRequested() says in which row. 0: the conversation as it was left.
    Q_INVOKABLE void openMessage(double conversation, double message);
    /// Asks for another window: windowRequested().
    Q_INVOKABLE void openWindow();
    Q_INVOKABLE void renameConversation(double id, const QString& title);
    Q_INVOKABLE void deleteConversation(double id);
    Q_INVOKABLE void undoDelete();
    /// A sibling of this question, with its files, and an answer to it.
    Q_INVOKABLE void editQuestion(double messageId, const QString& text);
    Q_INVOKABLE void regenerate(double messageId);
    /// A sibling of this answer with its system prompt, sampling, seed and thinking.
    Q_INVOKABLE void sameAgain(double messageId);
    /// How an answer was made: see answer_record.h. Empty for other messages.
    Q_INVOKABLE QVariantMap record(double messageId) const;
    Q_INVOKABLE void continueAnswer(double messageId);
    Q_INVOKABLE void showSibling(double messageId, int index);
    Q_INVOKABLE void copyText(const QString& text);
    Q_INVOKABLE QString messageText(double messageId) const;
    Q_INVOKABLE void clearNotice();

signals:
    void statusChanged();
    void contextUsedChanged();
    void presetChanged();
    /// The message that was asked for by openMessage() stands in `row` of `blocks`.
    void messageRequested(double messageId, int row);
    void windowRequested();
    void devicesChanged();
    void currentChanged();
    void canUndoDeleteChanged();
    void thinkingChanged();
    void noticeChanged();
    /// Whole sentences of the answer being written, at most every two seconds, for screen readers.
    void answerAnnouncement(const QString& sentence);
    /// What loading the model waits for where that takes long, once, and then what came of it; for screen readers.
    void statusAnnouncement(const QString& text);
    /// "Answer finished, 212 words", "Stopped" or what failed.
    void answerFinished(const QString& summary);

private:
    void connectView();
    void connectHistory();
    void readStatus();
    void announceLoading();
    void readHistory();
    void readMessages();
    void takeNotice(const QString& notice);
    void onMessageRequested(store::MessageId message);
    qsizetype shownOf(const store::Message& message) const;
    void onMessageUpdated(const store::Message& message);
    void onMessageFinished(const store::Message& message);

    assistant::Assistant* m_assistant;
    assistant::ConversationView m_view;
    ConversationListModel m_conversations;
    ConversationTitles m_titles;
    MessageBlockModel m_blocks;
    ComposerController m_composer;
    HistoryController m_history;
    PresetListModel m_presets;
    SearchModel m_search;
    SearchModel m_quickSearch;
    UsageController m_usage;
    StorageController m_storage;
    ExchangeController m_exchange;
    AnswerPacer m_pacer;
    QString m_notice;
    std::vector<Device> m_devices;
    const DeviceFinder m_findDevices;
    std::unique_ptr<QThread> m_finder;
    QString m_announcedHint;  ///< Until the model is loaded.
    SentenceAnnouncer m_announcer;
    QElapsedTimer m_sinceAnnouncement;
    store::MessageId m_announced = 0;
};

/// What the footer says about a state: "Reading 120 of 800".
QString stateText(const assistant::EngineStatus& status);
/// The name of a state in QML.
QString stateName(assistant::EngineState state);

}  // namespace lanternfish::ui
