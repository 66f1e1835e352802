#pragma once

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

}  // namespace lanternfish::ui
