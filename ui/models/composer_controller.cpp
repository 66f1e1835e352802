#include "ui/models/composer_controller.h"

#include <algorithm>
#include <QLocale>

#include "ui/models/wording.h"

namespace lanternfish::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kExcerptLength = 80;

QString excerpt(const QString& text) {
    const QString line = text.simplified();
    return line.size() <= kExcerptLength ? line : line.left(kExcerptLength - 1) + u'…';
}

}  // namespace

ComposerController::ComposerController(assistant::ConversationView* view, QObject* parent)
    : QObject(parent), m_view(view) {
    connect(&view->draft(), &assistant::Draft::textReplaced, this, &ComposerController::textReplaced);
    connect(&view->draft(), &assistant::Draft::filesChanged, this, &ComposerController::filesChanged);
    connect(&view->draft(), &assistant::Draft::attached, this, &ComposerController::takeBatch);
    connect(view, &assistant::ConversationView::contextChanged, this, &ComposerController::contextChanged);
    connect(view, &assistant::ConversationView::currentChanged, this, &ComposerController::clearRefused);
}

QString ComposerController::text() const {
    return m_view->draft().text();
}

void ComposerController::setText(const QString& text) {
    m_view->draft().setText(text);
}

QVariantList ComposerController::files() const {
    const QLocale locale;
    QVariantList list;
    for (const assistant::AttachedFile& file : m_view->draft().files()) {
        list.append(
            QVariantMap{{u"name"_s, file.attachment.name},
                        {u"bytes"_s, static_cast<double>(file.attachment.bytes)},
                        {u"sizeText"_s, locale.formattedDataSize(file.attachment.bytes)},
                        {u"tokens"_s, file.tokens},
                        {u"tokensText"_s, file.tokens < 0 ? tr("Tokens not counted yet") : tokensText(file.tokens)}});
    }
    return list;
}

bool ComposerController::reading() const {
    return m_view->draft().reading();
}

int ComposerController::contextTokens() const {
    return m_view->context().tokens;
}

int ComposerController::contextLimit() const {
    return m_view->context().limit;
}

bool ComposerController::tooLong() const {
    return m_view->context().tooLong;
}

QString ComposerController::contextWarning() const {
    const assistant::ContextUse& use = m_view->context();
    if (use.tooLong)
        return tr("This question is too long for the model");
    if (use.leftOut.isEmpty())
        return {};
    return tr("Next answer leaves out the first %n message(s)", nullptr, static_cast<int>(use.leftOut.size()));
}

QVariantList ComposerController::leftOut() const {
    QVariantList list;
    for (const store::MessageId id : m_view->context().leftOut) {
        const auto found = std::ranges::find(m_view->messages(), id, &store::Message::id);
        if (found == m_view->messages().end())
            continue;
        list.append(QVariantMap{{u"messageId"_s, static_cast<double>(id)},
                                {u"question"_s, found->role == store::Role::User},
                                {u"excerpt"_s, excerpt(found->text)}});
    }
    return list;
}

void ComposerController::attach(const QList<QUrl>& urls) {
    QStringList paths;
    QVariantList refused;
    for (const QUrl& url : urls) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
        else
            refused.append(QVariantMap{{u"name"_s, url.toDisplayString()},
                                       {u"reason"_s, tr("Only files of this computer can be attached.")}});
    }
    m_refused = refused;
    m_skipped.clear();
    emit refusedChanged();
    if (!paths.isEmpty())
        m_view->draft().attach(paths);
}

void ComposerController::takeBatch(const assistant::AttachmentBatch& batch) {
    if (batch.refused.isEmpty() && batch.skipped.isEmpty())
        return;
    for (const assistant::RefusedFile& file : batch.refused)
        m_refused.append(QVariantMap{{u"name"_s, file.name}, {u"reason"_s, file.reason}});
    m_skipped += batch.skipped;
    emit refusedChanged();
}

void ComposerController::removeFile(int index) {
    m_view->draft().removeFile(index);
}

void ComposerController::quote(const QString& text) {
    if (!text.trimmed().isEmpty())
        m_view->draft().quote(text);
}

void ComposerController::clearRefused() {
    if (m_refused.isEmpty() && m_skipped.isEmpty())
        return;
    m_refused.clear();
    m_skipped.clear();
    emit refusedChanged();
}

}  // namespace lanternfish::ui
