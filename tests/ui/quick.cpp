#include <QCoreApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QtQuickTest>

#include "ui/models/language.h"

namespace {

/// Settings in a folder of their own, and English words whatever the computer is set to.
class Setup : public QObject {
    Q_OBJECT

public slots:
    void applicationAvailable() {
        QCoreApplication::setOrganizationName(QStringLiteral("lanternfish-test"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
        m_language =
            std::make_unique<lanternfish::ui::Language>(nullptr, QLocale(QLocale::English, QLocale::UnitedKingdom));
    }

    void cleanupTestCase() { m_language.reset(); }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<lanternfish::ui::Language> m_language;
};

}  // namespace

QUICK_TEST_MAIN_WITH_SETUP(lanternfish_ui, Setup)
#include "quick.moc"
