#include "app/store/search_terms.h"

#include <algorithm>
#include <format>
#include <QList>

#include "app/store/rows.h"

namespace lanternfish::store {

namespace {

constexpr qsizetype kMostTerms = 16;
constexpr qsizetype kMostCharacters = 200;
constexpr qsizetype kTrigram = 3;

bool isWordCharacter(char32_t character) {
    return QChar::isLetterOrNumber(character) || QChar::isMark(character);
}

/// Scripts whose words have no spaces between them: to the words index a whole sentence is one word.
bool isUnspaced(char32_t character) {
    switch (QChar::script(character)) {
        case QChar::Script_Han:
        case QChar::Script_Hiragana:
        case QChar::Script_Katakana:
        case QChar::Script_Bopomofo:
        case QChar::Script_Thai:
        case QChar::Script_Lao:
        case QChar::Script_Khmer:
        case QChar::Script_Myanmar:
        case QChar::Script_Tibetan:
            return true;
        default:
            return false;
    }
}

/// Words as prose has them, with the marks that stand inside words (can't, well-known, 3.14, main.cpp).
bool isProse(const QString& text) {
    const QList<uint> characters = text.toUcs4();
    if (characters.isEmpty() || !isWordCharacter(characters.first()) || !isWordCharacter(characters.last())) {
        return false;
    }
    return std::ranges::all_of(characters, [](char32_t character) {
        return (isWordCharacter(character) && !isUnspaced(character)) || character == U'\'' || character == U'\u2019' ||
               character == U'-' || character == U'.' || character == U',';
    });
}

/// Without the marks that a sentence leaves at a word: `(this,` is `this`.
QString withoutPunctuation(const QString& text) {
    static const QString kBefore = QStringLiteral("([{'\u00AB\u201E\u201C\u201D\u201A\u2018\u00BF\u00A1");
    static const QString kAfter = QStringLiteral(".,;:!?)]}'\"\u00BB\u201C\u201D\u2019\u2018\u2026");
    qsizetype start = 0;
    qsizetype end = text.size();
    while (start < end && kBefore.contains(text[start])) {
        ++start;
    }
    while (end > start && kAfter.contains(text[end - 1])) {
        --end;
    }
    return text.sliced(start, end - start);
}

QString shortened(const QString& text) {
    qsizetype length = 0;
    for (qsizetype i = 0; i < kMostCharacters && length < text.size(); ++i) {
        length += text[length].isHighSurrogate() && length + 1 < text.size() ? 2 : 1;
    }
    return text.first(length);
}

Result<SearchTerm> termOf(const QString& typed, bool quoted, Tokenizer& tokenizer) {
    SearchTerm term;
    term.text = shortened(typed);
    QString prose = quoted ? term.text : withoutPunctuation(term.text);
    const bool isAllProse =
        quoted ? std::ranges::all_of(prose.split(u' ', Qt::SkipEmptyParts),
                                     [](const QString& part) { return isProse(withoutPunctuation(part)); })
               : isProse(prose);
    if (isAllProse) {
        LF_CHECK(tokenizer.cut(utf8(prose), [&](const Token& token) {
            term.words.emplace_back(token.word);
            return true;
        }));
        term.isPrefix = !quoted;
        if (!term.words.empty()) {
            term.text = prose;
        }
    }
    return term;
}

}  // namespace

Result<QList<SearchTerm>> parseSearch(const QString& text, Tokenizer& tokenizer) {
    QList<SearchTerm> terms;
    const auto isGap = [](QChar character) {
        return character.isSpace() || character.category() == QChar::Other_Control;
    };
    qsizetype at = 0;
    while (at < text.size() && terms.size() < kMostTerms) {
        if (isGap(text[at])) {
            ++at;
            continue;
        }
        const bool quoted = text[at] == u'"';
        const qsizetype start = quoted ? at + 1 : at;
        qsizetype end = start;
        while (end < text.size() && (quoted ? text[end] != u'"' : !isGap(text[end]))) {
            ++end;
        }
        QString typed = text.sliced(start, end - start);
        std::ranges::replace_if(typed, isGap, QChar(u' '));
        typed = typed.trimmed();
        if (!typed.isEmpty()) {
            LF_TRY(SearchTerm term, termOf(typed, quoted, tokenizer));
            terms.append(std::move(term));
        }
        at = quoted ? end + 1 : end;
    }
    return terms;
}

QString foldCase(const QString& text) {
    QString folded = text;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool isPair = text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        const char32_t character = isPair ? QChar::surrogateToUcs4(text[i], text[i + 1]) : text[i].unicode();
        const char32_t lower = QChar::toLower(character);
        if (isPair && QChar::requiresSurrogates(lower)) {
            folded[i] = QChar(QChar::highSurrogate(lower));
            folded[i + 1] = QChar(QChar::lowSurrogate(lower));
        } else if (!isPair && !QChar::requiresSurrogates(lower)) {
            folded[i] = QChar(static_cast<char16_t>(lower));
        }
        i += isPair ? 1 : 0;
    }
    return folded;
}

qsizetype characterCount(const QString& text) {
    return std::ranges::count_if(text, [](QChar unit) { return !unit.isLowSurrogate(); });
}

std::string wordsExpression(const SearchTerm& term) {
    std::string phrase;
    for (const std::string& word : term.words) {
        phrase += (phrase.empty() ? "" : " ") + word;
    }
    return std::format("\"{}\"{}", phrase, term.isPrefix ? " *" : "");
}

std::string trigramsExpression(const SearchTerm& term) {
    const QList<uint> characters = term.text.toUcs4();
    std::string expression;
    // Every third one, and the last, cover all of it: what stands between them is looked at in the text itself.
    for (qsizetype i = 0; i + kTrigram <= characters.size();) {
        QString trigram = QString::fromUcs4(reinterpret_cast<const char32_t*>(characters.constData() + i), kTrigram);
        trigram.replace(u'"', QStringLiteral("\"\""));
        expression += std::format("{}\"{}\"", expression.empty() ? "" : " AND ", utf8(trigram));
        const qsizetype last = characters.size() - kTrigram;
        i = i < last ? std::min(i + kTrigram, last) : last + 1;
    }
    return expression;
}

}  // namespace lanternfish::store
