#pragma once

#include <memory>
#include <QLocale>
#include <QObject>
#include <QQmlEngine>
#include <QTranslator>
#include <QVariantList>
#include <vector>

namespace lanternfish::ui {

/// The language of the window: what is installed in the application, and with it how numbers and dates are written and
/// which way lines run. English is a translation as well: of the forms for one and many. Thread: gui; one at a time.
class Language : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by main() before anything speaks")
    /// "system" or the code of a language; what is none of ours counts as "system".
    Q_PROPERTY(QString choice READ choice WRITE setChoice NOTIFY changed)
    /// The languages that there are: objects with code and name, each named in itself.
    Q_PROPERTY(QVariantList available READ available CONSTANT)

public:
    /// `system`: the languages of the user in order of preference, and how this system writes numbers and dates.
    explicit Language(QObject* parent = nullptr, QLocale system = QLocale::system());
    ~Language() override;

    QString choice() const { return m_choice; }
    void setChoice(const QString& choice);
    QVariantList available() const;
    /// The code of the language in use.
    QString current() const { return m_current; }

signals:
    void changed();

private:
    QString codeFor(const QString& choice) const;
    void install(const QString& code);
    void remove();

    const QLocale m_system;
    const QStringList m_codes;
    QString m_choice;
    QString m_current;
    std::vector<std::unique_ptr<QTranslator>> m_installed;
};

}  // namespace lanternfish::ui
