#pragma once

#include <KSyntaxHighlighting/Definition>
#include <QObject>
#include <QQmlEngine>

#include "app/markup/code_languages.h"

namespace lanternfish::ui {

/// The syntax definitions that all code blocks of one QML engine share; made with the first of them.
class SyntaxDefinitions : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON

public:
    using QObject::QObject;

    const markup::CodeLanguages& languages() const { return m_languages; }

private:
    markup::CodeLanguages m_languages;
};

/// The definition of this name, for an object that QML made; none for an empty or unknown name.
inline KSyntaxHighlighting::Definition syntaxDefinition(const QObject* object, const QString& name) {
    QQmlEngine* const engine = qmlEngine(object);
    auto* const shared =
        engine ? engine->singletonInstance<SyntaxDefinitions*>("Lanternfish.Models", "SyntaxDefinitions") : nullptr;
    return shared && !name.isEmpty() ? shared->languages().definition(name) : KSyntaxHighlighting::Definition();
}

}  // namespace lanternfish::ui
