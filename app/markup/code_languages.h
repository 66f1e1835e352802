#pragma once

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Repository>
#include <QHash>
#include <QString>

namespace lanternfish::markup {

struct CodeLanguage {
    QString definition = {};   ///< Name of the syntax definition; empty for none.
    QString displayName = {};  ///< For people: "C++", "Python"; what the fence says where no definition fits.
};

/// The syntax definitions, and which of them a code fence means. Reads an index when made and a definition when it is
/// first asked for. Thread: one.
class CodeLanguages {
public:
    /// `fence`: first word of a fence's info: a name ("cpp"), an extension or a file name ("src/main.rs").
    CodeLanguage resolve(const QString& fence) const;
    KSyntaxHighlighting::Definition definition(const QString& name) const {
        return m_repository.definitionForName(name);
    }

private:
    CodeLanguage find(const QString& fence) const;

    KSyntaxHighlighting::Repository m_repository;
    mutable QHash<QString, CodeLanguage> m_known;
};

}  // namespace lanternfish::markup
