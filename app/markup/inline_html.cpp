#include "app/markup/inline_html.h"

#include <algorithm>
#include <array>
#include <QUrl>
#include <utility>

namespace lanternfish::markup {

namespace {

constexpr qsizetype kLongestTarget = 2048;

bool isUnsafe(QChar c) {
    const char16_t code = c.unicode();
    const bool control = (code < 0x20 && code != '\t' && code != '\n') || (code >= 0x7f && code < 0xa0);
    // Text documents mark frames, objects and paragraphs with these.
    const bool marker =
        (code >= 0xfdd0 && code <= 0xfdef) || code == 0xfffc || code >= 0xfffe || code == 0x2028 || code == 0x2029;
    return control || marker;
}

struct NamedEntity {
    QLatin1StringView name;
    char16_t code;
};

constexpr std::array kNamedEntities{
    NamedEntity{QLatin1StringView("amp"), u'&'},         NamedEntity{QLatin1StringView("lt"), u'<'},
    NamedEntity{QLatin1StringView("gt"), u'>'},          NamedEntity{QLatin1StringView("quot"), u'"'},
    NamedEntity{QLatin1StringView("apos"), u'\''},       NamedEntity{QLatin1StringView("nbsp"), u'\u00a0'},
    NamedEntity{QLatin1StringView("copy"), u'\u00a9'},   NamedEntity{QLatin1StringView("reg"), u'\u00ae'},
    NamedEntity{QLatin1StringView("trade"), u'\u2122'},  NamedEntity{QLatin1StringView("hellip"), u'\u2026'},
    NamedEntity{QLatin1StringView("mdash"), u'\u2014'},  NamedEntity{QLatin1StringView("ndash"), u'\u2013'},
    NamedEntity{QLatin1StringView("lsquo"), u'\u2018'},  NamedEntity{QLatin1StringView("rsquo"), u'\u2019'},
    NamedEntity{QLatin1StringView("ldquo"), u'\u201c'},  NamedEntity{QLatin1StringView("rdquo"), u'\u201d'},
    NamedEntity{QLatin1StringView("laquo"), u'\u00ab'},  NamedEntity{QLatin1StringView("raquo"), u'\u00bb'},
    NamedEntity{QLatin1StringView("times"), u'\u00d7'},  NamedEntity{QLatin1StringView("divide"), u'\u00f7'},
    NamedEntity{QLatin1StringView("plusmn"), u'\u00b1'}, NamedEntity{QLatin1StringView("minus"), u'\u2212'},
    NamedEntity{QLatin1StringView("le"), u'\u2264'},     NamedEntity{QLatin1StringView("ge"), u'\u2265'},
    NamedEntity{QLatin1StringView("ne"), u'\u2260'},     NamedEntity{QLatin1StringView("asymp"), u'\u2248'},
    NamedEntity{QLatin1StringView("infin"), u'\u221e'},  NamedEntity{QLatin1StringView("deg"), u'\u00b0'},
    NamedEntity{QLatin1StringView("micro"), u'\u00b5'},  NamedEntity{QLatin1StringView("middot"), u'\u00b7'},
    NamedEntity{QLatin1StringView("bull"), u'\u2022'},   NamedEntity{QLatin1StringView("sect"), u'\u00a7'},
    NamedEntity{QLatin1StringView("para"), u'\u00b6'},   NamedEntity{QLatin1StringView("euro"), u'\u20ac'},
    NamedEntity{QLatin1StringView("pound"), u'\u00a3'},  NamedEntity{QLatin1StringView("cent"), u'\u00a2'},
    NamedEntity{QLatin1StringView("larr"), u'\u2190'},   NamedEntity{QLatin1StringView("uarr"), u'\u2191'},
    NamedEntity{QLatin1StringView("rarr"), u'\u2192'},   NamedEntity{QLatin1StringView("darr"), u'\u2193'},
    NamedEntity{QLatin1StringView("harr"), u'\u2194'},   NamedEntity{QLatin1StringView("rArr"), u'\u21d2'},
};

}  // namespace

QString sanitized(QStringView text) {
    QString result = text.toString();
    if (std::ranges::any_of(text, isUnsafe)) {
        for (QChar& c : result) {
            if (isUnsafe(c))
                c = QChar::ReplacementCharacter;
        }
    }
    return result;
}

QString escapedHtml(QStringView text) {
    QString result = sanitized(text).toHtmlEscaped();
    result.replace(u'\n', QLatin1StringView("<br/>"));
    return result;
}

QString safeTarget(QStringView target) {
    const QStringView trimmed = target.trimmed();
    if (trimmed.isEmpty() || trimmed.size() > kLongestTarget || std::ranges::any_of(trimmed, isUnsafe))
        return {};
    const QUrl url(trimmed.toString(), QUrl::TolerantMode);
    if (!url.isValid())
        return {};
    const QString scheme = url.scheme();
    const bool web =
        (scheme == QLatin1StringView("http") || scheme == QLatin1StringView("https")) && !url.host().isEmpty();
    const bool mail = scheme == QLatin1StringView("mailto") && !url.path().isEmpty();
    return web || mail ? url.toString(QUrl::FullyEncoded) : QString();
}

QString decodedEntity(QStringView entity) {
    if (entity.size() < 3 || !entity.startsWith(u'&') || !entity.endsWith(u';'))
        return entity.toString();
    const QStringView name = entity.sliced(1, entity.size() - 2);
    if (name.startsWith(u'#')) {
        const bool hex = name.size() > 1 && (name[1] == u'x' || name[1] == u'X');
        bool ok = false;
        const uint code = name.sliced(hex ? 2 : 1).toUInt(&ok, hex ? 16 : 10);
        const bool valid = ok && code != 0 && code <= QChar::LastValidCodePoint && !QChar::isSurrogate(code);
        if (!valid)
            return QString(QChar::ReplacementCharacter);
        const char32_t ucs4 = code;
        return QString::fromUcs4(&ucs4, 1);
    }
    const auto known = std::ranges::find_if(kNamedEntities, [&](const NamedEntity& e) { return name == e.name; });
    return known == kNamedEntities.end() ? entity.toString() : QString(QChar(known->code));
}

}  // namespace lanternfish::markup
