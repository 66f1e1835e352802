#include "ui/models/storage_controller.h"

#include <limits>
#include <QFileInfo>
#include <QLocale>
#include <utility>

#include "app/assistant/failure.h"
#include "ui/models/wording.h"

namespace lanternfish::ui {

using namespace Qt::StringLiterals;
using assistant::Failure;

namespace {

struct Look {
    QString path;
    store::StorageUse use;
};

Result<Look> lookAt(store::Repository& repository) {
    LF_TRY(store::StorageUse use, repository.storageUse());
    return Look{repository.path(), std::move(use)};
}

}  // namespace

StorageController::StorageController(assistant::Assistant* assistant, QObject* parent)
    : QObject(parent), m_assistant(assistant) {}

QString StorageController::folder() const {
    return m_path.isEmpty() || m_path == ":memory:"_L1 ? QString() : QFileInfo(m_path).absolutePath();
}

QString StorageController::sizeText() const {
    return QLocale().formattedDataSize(m_use.databaseBytes);
}

QString StorageController::attachmentsText() const {
    return QLocale().formattedDataSize(m_use.attachmentBytes);
}

QString StorageController::freeText() const {
    return m_use.freeBytes == 0 ? QString() : QLocale().formattedDataSize(m_use.freeBytes);
}

QString StorageController::backupsText() const {
    qint64 bytes = 0;
    for (const store::Backup& backup : m_use.backups)
        bytes += backup.bytes;
    return QLocale().formattedDataSize(bytes);
}

void StorageController::setBackupGib(double gib) {
    const double bounded = gib >= 0 && gib <= kMostBackupGib ? gib : kDefaultBackupGib;
    if (std::exchange(m_backupGib, bounded) == bounded)
        return;
    m_assistant->history().storeThread().setMostBackupBytes(bounded == 0 ? std::numeric_limits<qint64>::max()
                                                                         : static_cast<qint64>(bounded * kBytesPerGib));
    emit settingsChanged();
}

QVariantList StorageController::backups() const {
    QVariantList list;
    for (const store::Backup& backup : m_use.backups)
        list.append(QVariantMap{{u"path"_s, backup.path},
                                {u"timeText"_s, timeText(backup.at, QDate::currentDate())},
                                {u"sizeText"_s, QLocale().formattedDataSize(backup.bytes)}});
    return list;
}

bool StorageController::begin() {
    if (std::exchange(m_busy, true))
        return false;
    m_message.clear();
    emit busyChanged();
    emit messageChanged();
    return true;
}

void StorageController::end(const QString& message) {
    m_busy = false;
    m_message = message;
    emit busyChanged();
    emit messageChanged();
    refresh();
}

void StorageController::refresh() {
    m_assistant->history().storeThread().run(&lookAt).then(this, [this](const Result<Look>& look) {
        if (look) {
            m_path = look->path;
            m_use = look->use;
        } else {
            m_message = failureText(Failure(look.error(), tr("What the history takes can't be told.")));
            emit messageChanged();
        }
        emit changed();
    });
}

void StorageController::backUp() {
    if (!begin())
        return;
    m_assistant->history().storeThread().backUpNow().then(this, [this](const Result<store::Backup>& made) {
        end(made ? tr("Backed up: %1").arg(QFileInfo(made->path).fileName())
                 : failureText(Failure(made.error(), tr("No backup was made."))));
    });
}

void StorageController::vacuum() {
    if (!begin())
        return;
    m_assistant->history()
        .storeThread()
        .run([](store::Repository& repository) { return repository.vacuum(); })
        .then(this, [this](const Result<void>& done) {
            end(done ? tr("The file is as small as it can be.")
                     : failureText(Failure(done.error(), tr("The file was not made smaller."))));
        });
}

void StorageController::restore(const QString& path) {
    if (m_assistant->answers().isBusy()) {
        m_message = tr("Wait until the answer is written, or stop it.");
        emit messageChanged();
        return;
    }
    if (!begin())
        return;
    assistant::History& history = m_assistant->history();
    history.leaveAll();
    history.storeThread().restoreBackup(path).then(this, [this](const Result<QString>& kept) {
        m_assistant->history().reread();
        end(kept ? tr("The backup is in use. What was there before is kept as %1.").arg(QFileInfo(*kept).fileName())
                 : failureText(Failure(kept.error(), tr("The backup was not restored."))));
    });
}

}  // namespace lanternfish::ui
