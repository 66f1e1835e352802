#include "app/exchange/html_body.h"

#include <algorithm>
#include <QFileInfo>

#include "app/exchange/syntax_css.h"
#include "app/markup/code_highlighter.h"
#include "app/markup/inline_html.h"
#include "app/markup/streaming_parser.h"

namespace lanternfish::exchange {

namespace {

using namespace Qt::StringLiterals;

constexpr int kDeepestHeading = 6;
constexpr int kOuterHeadings = 2;  ///< The title's and the messages' own.
constexpr int kDeepestLevel = 4;

QString element(QLatin1StringView name, const QString& className, const QString& content) {
    const QString attribute = className.isEmpty() ? QString() : u" class=\""_s + className + u'"';
    return u'<' + name + attribute + u'>' + content + u"</"_s + name + u">\n"_s;
}

QString flowing(QLatin1StringView name, const QString& className, const QString& content) {
    const QString attribute = className.isEmpty() ? QString() : u" class=\""_s + className + u'"';
    return u'<' + name + attribute + u" dir=\"auto\">"_s + content + u"</"_s + name + u">\n"_s;
}

QString levelClass(int level) {
    return level > 0 ? u"level"_s + QString::number(std::min(level, kDeepestLevel)) : QString();
}

QString table(const markup::Block& block) {
    const auto row = [&](const QStringList& cells, QLatin1StringView tag) {
        QString html = u"<tr>"_s;
        for (qsizetype i = 0; i < cells.size(); ++i) {
            html += u'<' + tag + u" class=\""_s + block.tableAlignments.value(i, u"left"_s) + u"\">"_s + cells[i] +
                    u"</"_s + tag + u'>';
        }
        return html + u"</tr>\n"_s;
    };
    QString html = u"<table>\n<thead>"_s + row(block.tableHeader, "th"_L1) + u"</thead>\n"_s;
    if (!block.tableRows.isEmpty()) {
        html += u"<tbody>"_s;
        for (const QStringList& cells : block.tableRows) {
            html += row(cells, "td"_L1);
        }
        html += u"</tbody>\n"_s;
    }
    return element("div"_L1, (u"table "_s + levelClass(block.level)).trimmed(), html + u"</table>"_s);
}

/// Boxes as text: what is copied from the file, or read without its style, keeps them.
QString withBoxes(QString html) {
    html.replace(u"<li class=\"checked\">"_s, u"<li class=\"checked\"><span class=\"box\">&#x2611;</span> "_s);
    html.replace(u"<li class=\"unchecked\">"_s, u"<li class=\"unchecked\"><span class=\"box\">&#x2610;</span> "_s);
    return html;
}

}  // namespace

QString HtmlBody::write(const Transcript& transcript) const {
    QString html = heading(1, markup::escapedHtml(titleOf(transcript.conversation)));
    for (const store::Message& entry : transcript.branch) {
        html += message(transcript, entry);
    }
    return html;
}

QString HtmlBody::message(const Transcript& transcript, const store::Message& message) const {
    const bool answer = message.role == store::Role::Assistant;
    QString html = heading(2, markup::escapedHtml(headingOf(message)) + u" <span class=\"time\">"_s +
                                  timeOf(message.createdAt, transcript.options.zone) + u"</span>"_s);
    if (!message.model.isEmpty()) {
        html += element("p"_L1, u"note"_s, markup::escapedHtml(message.model));
    }
    if (transcript.options.thinking && !message.reasoning.trimmed().isEmpty()) {
        html += thinking(message);
    }
    html += answer || message.text.isEmpty() ? blocks(message.text)
                                             : flowing("p"_L1, u"plain"_s, markup::escapedHtml(message.text));
    for (const store::Attachment& attachment : message.attachments) {
        html += element("p"_L1, u"attachment"_s, markup::escapedHtml(attachmentNote(attachment)));
        if (const std::optional<QString> content = contentOf(transcript, attachment)) {
            html += code(*content, QFileInfo(attachment.name).fileName());
        }
    }
    if (const QString note = statusNote(message); !note.isEmpty()) {
        html += element("p"_L1, u"status"_s, markup::escapedHtml(note));
    }
    const QString who = answer ? u"assistant"_s : message.role == store::Role::User ? u"user"_s : u"system"_s;
    return element("div"_L1, u"message "_s + who, u'\n' + html);
}

QString HtmlBody::heading(int level, const QString& content) const {
    const QString name = u'h' + QString::number(level);
    // QTextDocument makes its headings larger than the style sheet says.
    return m_form == Form::Flat ? flowing("p"_L1, name, content)
                                : u'<' + name + u" dir=\"auto\">"_s + content + u"</"_s + name + u">\n"_s;
}

QString HtmlBody::thinking(const store::Message& message) const {
    const QString title = markup::escapedHtml(thinkingTitle(message));
    const QString text = flowing("p"_L1, u"plain thought"_s, markup::escapedHtml(message.reasoning.trimmed()));
    return m_form == Form::Folded ? element("details"_L1, {}, u"<summary>"_s + title + u"</summary>\n"_s + text)
                                  : element("p"_L1, u"summary"_s, title) + text;
}

QString HtmlBody::blocks(const QString& markdown) const {
    QString html;
    for (const markup::Block& entry : markup::parse(markdown)) {
        html += block(entry);
    }
    return html;
}

QString HtmlBody::block(const markup::Block& block) const {
    // Text documents draw the boxes of tasks by themselves.
    const auto withLists = [&] { return m_form == Form::Flat ? block.html : withBoxes(block.html); };
    switch (block.kind) {
        case markup::Block::Kind::Paragraph:
            // Inside of lists it may hold whole paragraphs and quotes.
            return block.level > 0 ? flowing("div"_L1, levelClass(block.level), withLists())
                                   : flowing("p"_L1, {}, block.html);
        case markup::Block::Kind::Heading:
            return heading(std::min(block.level + kOuterHeadings, kDeepestHeading), block.html);
        case markup::Block::Kind::List:
            return flowing("div"_L1, {}, withLists());
        case markup::Block::Kind::Code:
            return block.level > 0 ? element("div"_L1, levelClass(block.level), code(block.plainText, block.language))
                                   : code(block.plainText, block.language);
        case markup::Block::Kind::Quote:
            return flowing("blockquote"_L1, {}, withLists());
        case markup::Block::Kind::Table:
            return table(block);
        case markup::Block::Kind::Rule:
            break;
    }
    return u"<hr/>\n"_s;
}

QString HtmlBody::code(const QString& text, const QString& language) const {
    const markup::CodeLanguage known = m_languages.resolve(language);
    markup::CodeHighlighter highlighter;
    if (!known.definition.isEmpty()) {
        highlighter.setDefinition(m_languages.definition(known.definition));
    }
    KSyntaxHighlighting::State state;
    QString html = u"<pre><code>"_s;
    for (const QStringView line : QStringView(text).tokenize(u'\n')) {
        qsizetype written = 0;
        if (!known.definition.isEmpty()) {
            const markup::CodeHighlighter::Line pieces = highlighter.highlight(line, state);
            state = pieces.end;
            for (const auto& piece : pieces.pieces) {
                html += markup::sanitized(line.sliced(written, piece.offset - written)).toHtmlEscaped();
                html += u"<span class=\""_s + syntaxClass(piece.token) + u"\">"_s +
                        markup::sanitized(line.sliced(piece.offset, piece.length)).toHtmlEscaped() + u"</span>"_s;
                written = piece.offset + piece.length;
            }
        }
        html += markup::sanitized(line.sliced(written)).toHtmlEscaped() + u'\n';
    }
    html.chop(1);
    return html + u"</code></pre>\n"_s;
}

}  // namespace lanternfish::exchange
