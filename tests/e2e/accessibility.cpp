// The window as a screen reader gets it: over AT-SPI, on a bus and a display of the test's own (accessibility.sh).
// usage: accessibility LANTERNFISH XDOTOOL

#include <cstdio>
#include <functional>
#include <QCoreApplication>
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusVariant>
#include <QDeadlineTimer>
#include <QProcess>
#include <QSet>
#include <QTemporaryDir>
#include <QThread>

using namespace Qt::StringLiterals;

namespace {

/// Of AtspiStateType, the numbers of the bits.
enum StateBit {
    kEnabled = 8,
    kFocusable = 11,
    kFocused = 12,
    kSelected = 23,
    kSensitive = 24,
    kShowing = 25,
    kVisible = 30
};

struct Reference {
    QString service;
    QDBusObjectPath path;
};

QDBusArgument& operator<<(QDBusArgument& argument, const Reference& reference) {
    argument.beginStructure();
    argument << reference.service << reference.path;
    argument.endStructure();
    return argument;
}

const QDBusArgument& operator>>(const QDBusArgument& argument, Reference& reference) {
    argument.beginStructure();
    argument >> reference.service >> reference.path;
    argument.endStructure();
    return argument;
}

struct Node {
    Reference reference;
    QString role;
    QString name;
    quint64 states = 0;
    int actions = 0;
    int depth = 0;

    bool is(StateBit bit) const { return ((states >> bit) & 1U) != 0; }
    bool isShown() const { return is(kShowing) && is(kVisible); }
    QString key() const { return reference.path.path(); }
    QString describe() const { return u"%1 '%2'"_s.arg(role, name); }
};

/// The objects of one application on the accessibility bus.
class Tree {
public:
    explicit Tree(QDBusConnection bus) : m_bus(std::move(bus)) {}

    /// The application's root once it has a window; an empty reference after 30 seconds.
    Reference find(const QString& application) {
        const Reference registry{u"org.a11y.atspi.Registry"_s, QDBusObjectPath(u"/org/a11y/atspi/accessible/root"_s)};
        for (const QDeadlineTimer deadline(30000); !deadline.hasExpired(); QThread::msleep(100)) {
            for (const Reference& child : children(registry)) {
                if (property(child, u"Accessible"_s, u"Name"_s).toString().compare(application, Qt::CaseInsensitive) ==
                        0 &&
                    !children(child).isEmpty()) {
                    return child;
                }
            }
        }
        return {};
    }

    QList<Node> all(const Reference& root) {
        QList<Node> nodes;
        walk(root, 0, nodes);
        return nodes;
    }

    /// By the action of that name; the first one may be to take the focus.
    bool press(const Node& node) {
        for (int action = 0; action < node.actions; ++action) {
            const QString name =
                call(node.reference, u"Action"_s, u"GetName"_s, {action}).arguments().value(0).toString();
            if (name.compare(u"Press"_s, Qt::CaseInsensitive) == 0) {
                const QDBusMessage answer = call(node.reference, u"Action"_s, u"DoAction"_s, {action});
                return answer.type() == QDBusMessage::ReplyMessage && answer.arguments().value(0).toBool();
            }
        }
        return false;
    }

    quint64 statesOf(const Reference& reference) {
        const QDBusMessage answer = call(reference, u"Accessible"_s, u"GetState"_s, {});
        const QList<quint32> words =
            answer.arguments().isEmpty() ? QList<quint32>() : qdbus_cast<QList<quint32>>(answer.arguments()[0]);
        return words.size() == 2 ? (quint64{words[1]} << 32U) | words[0] : 0;
    }

private:
    void walk(const Reference& reference, int depth, QList<Node>& nodes) {
        Node node{.reference = reference, .depth = depth};
        node.role = call(reference, u"Accessible"_s, u"GetRoleName"_s, {}).arguments().value(0).toString();
        node.name = property(reference, u"Accessible"_s, u"Name"_s).toString();
        node.states = statesOf(reference);
        node.actions = property(reference, u"Action"_s, u"NActions"_s).toInt();
        nodes.append(node);
        // What is hidden has nothing to say; menus of a closed page are thousands.
        if (depth > 1 && !node.isShown()) {
            return;
        }
        for (const Reference& child : children(reference)) {
            walk(child, depth + 1, nodes);
        }
    }

    QList<Reference> children(const Reference& reference) {
        const QDBusMessage answer = call(reference, u"Accessible"_s, u"GetChildren"_s, {});
        return answer.arguments().isEmpty() ? QList<Reference>() : qdbus_cast<QList<Reference>>(answer.arguments()[0]);
    }

    QVariant property(const Reference& reference, const QString& interface, const QString& name) {
        QDBusMessage get = QDBusMessage::createMethodCall(reference.service, reference.path.path(),
                                                          u"org.freedesktop.DBus.Properties"_s, u"Get"_s);
        get.setArguments({u"org.a11y.atspi."_s + interface, name});
        return m_bus.call(get, QDBus::Block, 5000).arguments().value(0).value<QDBusVariant>().variant();
    }

    QDBusMessage call(const Reference& reference, const QString& interface, const QString& method,
                      const QVariantList& arguments) {
        QDBusMessage message = QDBusMessage::createMethodCall(reference.service, reference.path.path(),
                                                              u"org.a11y.atspi."_s + interface, method);
        message.setArguments(arguments);
        return m_bus.call(message, QDBus::Block, 5000);
    }

    QDBusConnection m_bus;
};

class Check {
public:
    Check(Tree& tree, Reference root, QString xdotool)
        : m_tree(tree), m_root(std::move(root)), m_xdotool(std::move(xdotool)) {}

    bool failed() const { return m_failures > 0; }
    void fail(const QString& text) {
        ++m_failures;
        std::printf("FAILED: %s\n", qPrintable(text));
    }

    /// Every control that a person could use has a name and a role that says what it is.
    void namesAndRoles(const QString& page) {
        int controls = 0;
        for (const Node& node : m_tree.all(m_root)) {
            if (node.depth < 2 || !node.isShown()) {
                continue;
            }
            const bool control = node.is(kFocusable) || node.actions > 0;
            controls += control ? 1 : 0;
            if (control && node.name.trimmed().isEmpty()) {
                fail(u"%1: a %2 without a name (%3)"_s.arg(page, node.role, node.key()));
            }
            static const QSet<QString> kNothingSaid{u"unknown"_s, u"invalid"_s, u"filler"_s, u"redundant object"_s};
            if (control && kNothingSaid.contains(node.role)) {
                fail(u"%1: '%2' has the role %3"_s.arg(page, node.name, node.role));
            }
        }
        std::printf("%s: %d controls\n", qPrintable(page), controls);
        if (controls < 8) {
            fail(u"%1: a page has more than %2 controls"_s.arg(page).arg(controls));
        }
    }

    /// Tab goes through every control that takes the focus, and comes back to where it began.
    void tabReachesAll(const QString& page) {
        QSet<QString> wanted;
        QHash<QString, QString> names;
        for (const Node& node : m_tree.all(m_root)) {
            // Labels are read, not used: a message's text says that it takes the focus, as all text does. Tab goes to
            // one of the tabs of a list, arrows to the others.
            const bool wantsTab = node.role != "label"_L1 && (node.role != "page tab"_L1 || node.is(kSelected));
            if (node.depth >= 2 && node.isShown() && node.is(kFocusable) && node.is(kEnabled) && wantsTab) {
                wanted.insert(node.key());
                names.insert(node.key(), node.describe());
            }
        }
        QSet<QString> reached;
        for (int step = 0; step < 2 * wanted.size() + 10 && !reached.contains(wanted); ++step) {
            key(u"Tab"_s);
            for (const Node& node : m_tree.all(m_root)) {
                if (node.is(kFocused)) {
                    reached.insert(node.key());
                }
            }
        }
        for (const QString& missing : wanted - reached) {
            fail(u"%1: Tab never reaches %2"_s.arg(page, names.value(missing)));
        }
        std::printf("%s: Tab reaches %lld of %lld\n", qPrintable(page),
                    static_cast<long long>((wanted & reached).size()), static_cast<long long>(wanted.size()));
    }

    /// Presses what is called so by its action, then waits until `then` is there.
    void press(const QString& name, const std::function<bool(const Node&)>& then, const QString& what) {
        std::optional<Node> found;
        for (const Node& node : m_tree.all(m_root)) {
            if (node.name == name && node.isShown() && node.actions > 0) {
                found = node;
            }
        }
        if (!found) {
            fail(u"there is nothing called '%1' to press"_s.arg(name));
            return;
        }
        if (!m_tree.press(*found)) {
            fail(u"%1 can't be pressed by its action"_s.arg(found->describe()));
            return;
        }
        for (const QDeadlineTimer deadline(10000); !deadline.hasExpired(); QThread::msleep(100)) {
            for (const Node& node : m_tree.all(m_root)) {
                if (node.isShown() && then(node)) {
                    return;
                }
            }
        }
        fail(u"pressing '%1': %2 never came"_s.arg(name, what));
    }

    /// Without a window manager nobody gives the window the focus.
    void focusWindow() {
        QProcess::execute(m_xdotool,
                          {u"search"_s, u"--onlyvisible"_s, u"--name"_s, u"Lanternfish"_s, u"windowfocus"_s});
        QThread::msleep(300);
    }

    void key(const QString& key) {
        QProcess::execute(m_xdotool, {u"key"_s, u"--clearmodifiers"_s, key});
        QThread::msleep(60);
    }

private:
    Tree& m_tree;
    const Reference m_root;
    const QString m_xdotool;
    int m_failures = 0;
};

bool named(const Node& node, const QString& name) {
    return node.name == name;
}

int run(const QString& program, const QString& xdotool) {
    QDBusMessage where =
        QDBusMessage::createMethodCall(u"org.a11y.Bus"_s, u"/org/a11y/bus"_s, u"org.a11y.Bus"_s, u"GetAddress"_s);
    const QString address =
        QDBusConnection::sessionBus().call(where, QDBus::Block, 20000).arguments().value(0).toString();
    if (address.isEmpty()) {
        std::printf("skipped: there is no accessibility bus here\n");
        return 77;
    }
    const QDBusConnection bus = QDBusConnection::connectToBus(address, u"accessibility"_s);
    if (!bus.isConnected()) {
        std::printf("FAILED: no connection to %s\n", qPrintable(address));
        return 1;
    }
    QTemporaryDir folder;
    QProcess app;
    app.setProcessChannelMode(QProcess::ForwardedChannels);
    app.start(program, {u"--data"_s, folder.path(), u"--size"_s, u"1280x800"_s, u"--theme"_s, u"light"_s});
    if (!app.waitForStarted(10000)) {
        std::printf("FAILED: %s does not start\n", qPrintable(program));
        return 1;
    }
    Tree tree(bus);
    const Reference root = tree.find(u"Lanternfish"_s);
    if (root.service.isEmpty()) {
        std::printf("FAILED: the application is not on the accessibility bus\n");
        app.kill();
        app.waitForFinished();
        return 1;
    }
    Check check(tree, root, xdotool);
    QThread::msleep(500);
    check.focusWindow();
    check.namesAndRoles(u"Empty chat"_s);
    check.tabReachesAll(u"Empty chat"_s);
    check.press(u"Is this private?"_s, [](const Node& node) { return named(node, u"Answer again"_s); }, u"an answer"_s);
    check.namesAndRoles(u"Conversation"_s);
    check.tabReachesAll(u"Conversation"_s);
    check.press(u"Settings"_s, [](const Node& node) { return named(node, u"Search settings"_s); }, u"the settings"_s);
    for (const QString& section : {u"Models and devices"_s, u"Chat"_s, u"Appearance"_s, u"Storage"_s, u"Shortcuts"_s,
                                   u"Language"_s, u"About"_s}) {
        check.press(
            section, [&](const Node& node) { return named(node, section) && node.role.contains(u"heading"_s); },
            u"its heading"_s);
        check.namesAndRoles(section);
    }
    check.press(u"Appearance"_s, [](const Node& node) { return node.role.contains(u"heading"_s); }, u"a heading"_s);
    check.tabReachesAll(u"Appearance"_s);
    check.press(u"Library"_s, [](const Node& node) { return node.name.contains(u"model"_s); }, u"the library"_s);
    check.namesAndRoles(u"Library"_s);
    check.press(u"Chat"_s, [](const Node& node) { return named(node, u"Message"_s); }, u"the composer"_s);
    check.press(
        u"New conversation"_s, [](const Node& node) { return named(node, u"Is this private?"_s); },
        u"a new conversation"_s);
    app.terminate();
    if (!app.waitForFinished(10000)) {
        app.kill();
        app.waitForFinished();
    }
    return check.failed() ? 1 : 0;
}

}  // namespace

Q_DECLARE_METATYPE(Reference)

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    qDBusRegisterMetaType<Reference>();
    qDBusRegisterMetaType<QList<Reference>>();
    qDBusRegisterMetaType<QList<quint32>>();
    if (argc != 3) {
        std::printf("usage: accessibility LANTERNFISH XDOTOOL\n");
        return 2;
    }
    return run(QString::fromLocal8Bit(argv[1]), QString::fromLocal8Bit(argv[2]));
}
