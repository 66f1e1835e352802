#include "app/markup/code_languages.h"

#include <algorithm>
#include <array>
#include <QStringView>

namespace lanternfish::markup {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kLongestName = 40;
constexpr qsizetype kMostKnown = 256;

struct Alias {
    QLatin1StringView fence;
    QLatin1StringView definition;
};

// What models write where neither a definition's name nor a file extension says it.
constexpr std::array kAliases{
    Alias{"shell"_L1, "Bash"_L1},
    Alias{"sh"_L1, "Bash"_L1},
    Alias{"console"_L1, "Bash"_L1},
    Alias{"shell-session"_L1, "Bash"_L1},
    Alias{"terminal"_L1, "Bash"_L1},
    Alias{"golang"_L1, "Go"_L1},
    Alias{"rust"_L1, "Rust"_L1},
    Alias{"csharp"_L1, "C#"_L1},
    Alias{"fsharp"_L1, "FSharp"_L1},
    Alias{"objective-c"_L1, "Objective-C"_L1},
    Alias{"objc"_L1, "Objective-C"_L1},
    Alias{"c++"_L1, "C++"_L1},
    Alias{"cpp"_L1, "C++"_L1},
    Alias{"h"_L1, "C++"_L1},
    Alias{"c"_L1, "C"_L1},
    Alias{"python3"_L1, "Python"_L1},
    Alias{"node"_L1, "JavaScript"_L1},
    Alias{"jsx"_L1, "JavaScript React (JSX)"_L1},
    Alias{"tsx"_L1, "TypeScript React (TSX)"_L1},
    Alias{"latex"_L1, "LaTeX"_L1},
    Alias{"make"_L1, "Makefile"_L1},
    Alias{"asm"_L1, "GNU Assembler"_L1},
    Alias{"dockerfile"_L1, "Dockerfile"_L1},
    Alias{"ps"_L1, "PowerShell"_L1},
    Alias{"postgresql"_L1, "SQL (PostgreSQL)"_L1},
    Alias{"mysql"_L1, "SQL (MySQL)"_L1},
    Alias{"patch"_L1, "Diff"_L1},
};

constexpr std::array kPlain{"text"_L1, "txt"_L1, "plain"_L1, "plaintext"_L1, "none"_L1, "output"_L1, "log"_L1};

}  // namespace

CodeLanguage CodeLanguages::resolve(const QString& fence) const {
    const QString name = fence.left(kLongestName).toLower();
    if (const auto known = m_known.constFind(name); known != m_known.cend())
        return *known;
    // The names come from the model, so there may be any number of them.
    if (m_known.size() >= kMostKnown)
        m_known.clear();
    return *m_known.insert(name, find(fence.left(kLongestName)));
}

CodeLanguage CodeLanguages::find(const QString& fence) const {
    QString name = fence;
    if (name.startsWith("{."_L1) && name.endsWith(u'}'))
        name = name.sliced(2, name.size() - 3);
    const QString lower = name.toLower();
    if (name.isEmpty() || std::ranges::find(kPlain, lower) != kPlain.end())
        return {.definition = {}, .displayName = {}};

    KSyntaxHighlighting::Definition definition;
    if (const auto alias = std::ranges::find(kAliases, lower, &Alias::fence); alias != kAliases.end())
        definition = m_repository.definitionForName(alias->definition);
    if (!definition.isValid())
        definition = m_repository.definitionForName(name);
    if (!definition.isValid())
        definition = m_repository.definitionForFileName(name.contains(u'.') ? name : "x."_L1 + lower);
    if (!definition.isValid() && name.contains(u':'))
        return find(name.section(u':', 0, 0));
    if (!definition.isValid())
        return {.definition = {}, .displayName = name};
    return {.definition = definition.name(), .displayName = definition.translatedName()};
}

}  // namespace lanternfish::markup
