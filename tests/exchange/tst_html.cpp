#include <QXmlStreamReader>

#include "app/exchange/html_writer.h"
#include "tests/exchange/histories.h"
#include "tests/markup/random_markdown.h"

using namespace histories;
using namespace lanternfish::exchange;
using namespace Qt::StringLiterals;

namespace {

using Attributes = QHash<QString, QStringList>;

/// Every element and attribute that may come. "*": on all.
const Attributes kKnown{
    {"html", {"lang"}},
    {"head", {}},
    {"meta", {"charset", "http-equiv", "content", "name"}},
    {"title", {}},
    {"style", {}},
    {"body", {}},
    {"main", {}},
    {"h1", {}},
    {"h2", {}},
    {"h3", {}},
    {"h4", {}},
    {"h5", {}},
    {"h6", {}},
    {"div", {}},
    {"p", {}},
    {"span", {}},
    {"details", {}},
    {"summary", {}},
    {"ul", {}},
    {"ol", {"start"}},
    {"li", {}},
    {"b", {}},
    {"i", {}},
    {"s", {}},
    {"code", {}},
    {"pre", {}},
    {"br", {}},
    {"hr", {}},
    {"blockquote", {}},
    {"a", {"href"}},
    {"table", {}},
    {"thead", {}},
    {"tbody", {}},
    {"tr", {}},
    {"th", {}},
    {"td", {}},
    {"*", {"class", "dir"}},
};
const QSet<QString> kPhrasingOnly{"p",    "h1", "h2", "h3", "h4",   "h5", "h6",     "pre",
                                  "span", "b",  "i",  "s",  "code", "a",  "summary"};
const QSet<QString> kPhrasing{"span", "b", "i", "s", "code", "a", "br"};
const QHash<QString, QSet<QString>> kChildren{{"ul", {"li"}},    {"ol", {"li"}},    {"table", {"thead", "tbody"}},
                                              {"thead", {"tr"}}, {"tbody", {"tr"}}, {"tr", {"th", "td"}}};

/// What is wrong with the file; empty when it is well formed, nested as HTML wants it and loads nothing.
QString problemOf(const QByteArray& html) {
    QXmlStreamReader reader(html);
    QStringList open;
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isEndElement()) {
            open.removeLast();
        }
        if (!reader.isStartElement()) {
            continue;
        }
        const QString name = reader.name().toString();
        const QString outer = open.value(open.size() - 1);
        open.append(name);
        if (!kKnown.contains(name)) {
            return QStringLiteral("<%1> at line %2").arg(name).arg(reader.lineNumber());
        }
        if ((kPhrasingOnly.contains(outer) && !kPhrasing.contains(name)) ||
            (kChildren.contains(outer) && !kChildren[outer].contains(name)) || (outer == "a" && name == "a")) {
            return QStringLiteral("<%1> in <%2> at line %3").arg(name, outer).arg(reader.lineNumber());
        }
        for (const QXmlStreamAttribute& attribute : reader.attributes()) {
            const QString key = attribute.name().toString();
            if (!kKnown[name].contains(key) && !kKnown["*"].contains(key)) {
                return QStringLiteral("%1 of <%2>").arg(key, name);
            }
            if (key == "href" && !attribute.value().startsWith(u"http://") &&
                !attribute.value().startsWith(u"https://") && !attribute.value().startsWith(u"mailto:")) {
                return QStringLiteral("a link to %1").arg(attribute.value());
            }
        }
    }
    return reader.hasError() ? reader.errorString() + QStringLiteral(" at line %1").arg(reader.lineNumber())
                             : QString();
}

QByteArray written(store::Repository& repository, const TranscriptOptions& options = {.zone = QTimeZone::UTC}) {
    const auto transcript =
        transcriptOf(HistoryAccess::direct(repository), repository.conversations().value()[0], options);
    return htmlOf(*transcript, HtmlBody(HtmlBody::Form::Folded));
}

}  // namespace

class TestHtml : public QObject {
    Q_OBJECT

private slots:
    void aConversationIsOneSoundFile() {
        store::Repository repository = memory();
        QVERIFY(repository.insertConversation(conversation(1, QStringLiteral("<script>alert(1)</script>"))));
        store::Message asked = question(1, 1, {}, QStringLiteral("<img src=x onerror=y>\n  two  lines"));
        asked.attachments = {repository.addAttachment(QStringLiteral("a.py"), "def f(): return '<b>'\n").value()};
        QVERIFY(repository.insertMessage(asked));
        store::Message answered = answer(2, 1, 1,
                                         QStringLiteral("# Top\n\n- a\n  - b\n\n  ```cpp\n  int x;\n  ```\n- c\n\n"
                                                        "| n | m |\n|---|--:|\n| x | 1 |\n\n> quote\n> - in\n\n---\n"
                                                        "[l](https://x.org/?a=1&b=2) ![p](http://y/z.png) "
                                                        "[j](javascript:alert)"));
        answered.reasoning = QStringLiteral("why </details><script>");
        answered.status = store::Status::Failed;
        answered.error = QStringLiteral("no <memory>");
        QVERIFY(repository.insertMessage(answered));
        const QByteArray html = written(repository, {.attachmentContents = true, .zone = QTimeZone::UTC});
        QCOMPARE(problemOf(html), QString());
        QVERIFY(html.startsWith("<!DOCTYPE html>\n"));
        for (const char* part : {"<h1 dir=\"auto\">&lt;script&gt;", "&lt;img src=x onerror=y&gt;<br/>  two  lines",
                                 "<h3 dir=\"auto\">Top</h3>", "<details><summary>Thinking</summary>",
                                 "why &lt;/details&gt;&lt;script&gt;", "<span class=\"type\">int</span>",
                                 "<td class=\"right\">1</td>", "<hr/>", "href=\"https://x.org/?a=1&amp;b=2\"",
                                 "no &lt;memory&gt;", "2025-06-15 15:06", "prefers-color-scheme: dark", "@media print",
                                 "a.py (22 bytes)", "<span class=\"keyword\">def</span>", "default-src 'none'"}) {
            QVERIFY2(html.contains(part), part);
        }
        for (const char* part : {"<script", "<img", "url(", "@import", "onerror=\""}) {
            QVERIFY2(!html.contains(part), part);
        }
        const QByteArray less = written(repository, {.thinking = false, .zone = QTimeZone::UTC});
        QVERIFY(!less.contains("<details") && !less.contains(">def<"));
    }

    void tasksHaveBoxesInPlaceOfBullets() {
        store::Repository repository = memory();
        QVERIFY(repository.insertConversation(conversation(1, QStringLiteral("Tasks"))));
        QVERIFY(repository.insertMessage(question(1, 1, {}, QStringLiteral("?"))));
        QVERIFY(repository.insertMessage(
            answer(2, 1, 1, QStringLiteral("- [x] done\n- plain\n\n> 1. [ ] quoted\n\n`<li class=\"checked\">`"))));
        const QByteArray html = written(repository);
        QCOMPARE(problemOf(html), QString());
        for (const char* part : {".checked, .unchecked { list-style: none; }",
                                 "<ul><li class=\"checked\"><span class=\"box\">&#x2611;</span> done</li>"
                                 "<li>plain</li></ul>",
                                 "<ol><li class=\"unchecked\"><span class=\"box\">&#x2610;</span> quoted</li></ol>",
                                 "<code>&lt;li class=&quot;checked&quot;&gt;</code>"}) {
            QVERIFY2(html.contains(part), part);
        }
        // Text documents draw a box of their own.
        const auto transcript =
            transcriptOf(HistoryAccess::direct(repository), repository.conversations().value()[0], {});
        const QString flat = HtmlBody(HtmlBody::Form::Flat).write(*transcript);
        QVERIFY(flat.contains(QStringLiteral("<li class=\"checked\">done</li>")));
    }

    void whateverIsSaidTheFileIsSound() {
        QRandomGenerator random(9);
        for (int i = 0; i < 150; ++i) {
            store::Repository repository = memory();
            QVERIFY(repository.insertConversation(conversation(1, randomText(random, 20))));
            QVERIFY(repository.insertMessage(question(1, 1, {}, randomText(random, 200))));
            store::Message answered = answer(2, 1, 1, randomMarkdown(random, 40) + randomText(random, 50));
            answered.reasoning = randomText(random, 50);
            QVERIFY(repository.insertMessage(answered));
            const QByteArray html = written(repository);
            const QString problem = problemOf(html);
            QVERIFY2(problem.isEmpty(),
                     qUtf8Printable(problem + u'\n' + answered.text + u'\n' + QString::fromUtf8(html)));
        }
    }
};

QTEST_GUILESS_MAIN(TestHtml)
#include "tst_html.moc"
