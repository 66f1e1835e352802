#include "app/exchange/file_names.h"

#include <algorithm>
#include <array>
#include <QCoreApplication>
#include <QStringView>

namespace lanternfish::exchange {

namespace {

using namespace Qt::StringLiterals;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(FileNames)
};

bool isForbidden(QChar c) {
    // Format characters turn the direction of what is shown, so a name could pass for another.
    const auto category = c.category();
    return QStringView(u"/\\:*?\"<>|").contains(c) || category == QChar::Other_Control ||
           category == QChar::Other_Format || category == QChar::Other_PrivateUse ||
           category == QChar::Other_NotAssigned || category == QChar::Separator_Line ||
           category == QChar::Separator_Paragraph;
}

/// Windows takes these for devices, whatever suffix follows.
bool isReserved(const QString& name) {
    static constexpr std::array kDevices = {QStringView(u"con"), QStringView(u"prn"),    QStringView(u"aux"),
                                            QStringView(u"nul"), QStringView(u"conin$"), QStringView(u"conout$")};
    const QString stem = name.section(u'.', 0, 0).trimmed().toLower();
    if (std::ranges::any_of(kDevices, [&](QStringView device) { return stem == device; })) {
        return true;
    }
    return stem.size() == 4 && (stem.startsWith(u"com") || stem.startsWith(u"lpt")) &&
           QStringView(u"0123456789\u00b9\u00b2\u00b3").contains(stem[3]);
}

void trim(QString& name) {
    const auto isEdge = [](QChar c) { return c == u'.' || c == u'-' || c.isSpace(); };
    while (!name.isEmpty() && isEdge(name.front())) {
        name.removeFirst();
    }
    while (!name.isEmpty() && (name.back() == u'.' || name.back().isSpace())) {
        name.chop(1);
    }
}

/// Cuts between characters, not within a pair of surrogates or before a mark that belongs to the one before.
void cut(QString& name, qsizetype longest) {
    if (name.size() <= longest) {
        return;
    }
    qsizetype end = longest;
    while (end > 0 && (name[end].isLowSurrogate() || name[end].isMark())) {
        --end;
    }
    name.truncate(end > 0 ? end : name[longest].isLowSurrogate() ? longest - 1 : longest);
}

}  // namespace

QString safeFileName(const QString& title, qsizetype longest) {
    // Lone surrogates have no UTF-8.
    QString name = QString::fromUtf8(title.toUtf8()).normalized(QString::NormalizationForm_C);
    for (QChar& c : name) {
        if (isForbidden(c) || c == QChar::ReplacementCharacter) {
            c = u' ';
        }
    }
    name = name.simplified();
    trim(name);
    cut(name, longest);
    trim(name);
    if (name.isEmpty()) {
        name = Words::tr("Untitled", "the name of a file or a folder").left(longest);
    }
    return isReserved(name) ? u'_' + name : name;
}

QString FileNames::take(const QString& title, qsizetype longest, const QString& suffix) {
    const QString name = safeFileName(title, longest);
    QString unique = name;
    int& last = m_numbers[name.toCaseFolded()];
    last = std::max(last, 1);
    while (m_taken.contains(unique.toCaseFolded())) {
        const QString mark = u" ("_s + QString::number(++last) + u')';
        unique = safeFileName(name, std::max(qsizetype{1}, longest - mark.size())) + mark;
    }
    m_taken.insert(unique.toCaseFolded());
    return unique + suffix;
}

}  // namespace lanternfish::exchange
