#include "ui/models/language.h"

#include <QCoreApplication>
#include <QDir>
#include <QGuiApplication>
#include <QLibraryInfo>

namespace lanternfish::ui {

using namespace Qt::StringLiterals;

namespace {

const QString kFolder = u":/lanternfish/translations"_s;
const QString kPrefix = u"lanternfish_"_s;
const QString kSystem = u"system"_s;
const QString kFallback = u"en"_s;

QStringList findCodes() {
    QStringList codes;
    for (const QString& file : QDir(kFolder).entryList({kPrefix + u"*.qm"_s}, QDir::Files, QDir::Name)) {
        codes.append(file.sliced(kPrefix.size()).chopped(3));
    }
    return codes;
}

/// "Deutsch", "English": the region that a bare language stands for is left out.
QString nameOf(const QString& code) {
    const QLocale locale(code);
    const QString name = locale.language() == QLocale::English ? u"English"_s : locale.nativeLanguageName();
    return name.left(1).toUpper() + name.mid(1);
}

}  // namespace

Language::Language(QObject* parent, QLocale system)
    : QObject(parent), m_system(std::move(system)), m_codes(findCodes()), m_choice(kSystem) {
    install(codeFor(kSystem));
}

Language::~Language() {
    remove();
}

void Language::setChoice(const QString& choice) {
    const QString known = m_codes.contains(choice) ? choice : kSystem;
    if (known == m_choice) {
        return;
    }
    m_choice = known;
    if (const QString code = codeFor(known); code != m_current) {
        remove();
        install(code);
    }
    emit changed();
}

QVariantList Language::available() const {
    QVariantList all;
    for (const QString& code : m_codes) {
        all.append(QVariantMap{{u"code"_s, code}, {u"name"_s, nameOf(code)}});
    }
    return all;
}

QString Language::codeFor(const QString& choice) const {
    if (choice != kSystem) {
        return choice;
    }
    for (const QString& wanted : m_system.uiLanguages()) {
        for (const QString& code : m_codes) {
            if (QLocale(wanted).language() == QLocale(code).language()) {
                return code;
            }
        }
    }
    return kFallback;
}

void Language::install(const QString& code) {
    m_current = code;
    // Region and formats are the user's where the language is. Elsewhere English writes 14:05 and 3 June.
    const QLocale plain = code == kFallback ? QLocale(QLocale::English, QLocale::UnitedKingdom) : QLocale(code);
    const QLocale locale = m_system.language() == plain.language() ? m_system : plain;
    QLocale::setDefault(locale);
    QGuiApplication::setLayoutDirection(locale.textDirection() == Qt::RightToLeft ? Qt::RightToLeft
                                                                                  : Qt::LayoutDirectionAuto);
    const std::pair<QString, QString> files[] = {{u"qtbase_"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath)},
                                                 {kPrefix, kFolder}};
    for (const auto& [prefix, folder] : files) {
        auto translator = std::make_unique<QTranslator>();
        if (translator->load(prefix + code, folder)) {
            QCoreApplication::installTranslator(translator.get());
            m_installed.push_back(std::move(translator));
        }
    }
}

void Language::remove() {
    for (const auto& translator : m_installed) {
        QCoreApplication::removeTranslator(translator.get());
    }
    m_installed.clear();
}

}  // namespace lanternfish::ui
