// stream_writer DATABASE LOG SEED: streams an answer into the database until somebody kills it. Each token is written
// to LOG before the assistant can know it: steady milliseconds and the token's bytes in hex, one line each. Odd seeds
// hang the event loop once the answer has begun.

#include <chrono>
#include <cstdio>
#include <format>
#include <fstream>
#include <QCoreApplication>
#include <QThread>

#include "app/assistant/conversation_view.h"
#include "app/platform/instance_lock.h"
#include "tests/assistant/streamed_answer.h"
#include "tests/fakes/fake_engine.h"

using namespace lanternfish;
using namespace lanternfish::assistant;

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    const QStringList arguments = application.arguments();
    if (arguments.size() != 4) {
        std::fputs("usage: stream_writer DATABASE LOG SEED\n", stderr);
        return 2;
    }
    const uint32_t seed = arguments[3].toUInt();
    const Result<platform::InstanceLock> lock = platform::InstanceLock::acquire(arguments[1]);
    if (!lock) {
        std::fprintf(stderr, "%s\n", describe(lock.error()).c_str());
        return 1;
    }
    auto log = std::make_shared<std::ofstream>(arguments[2].toStdString());
    fakes::FakeScript script;
    script.answers = {streamedAnswer(seed)};
    script.decodeDelay = std::chrono::microseconds(300 + seed * 7919 % 2000);
    script.onToken = [log](std::string_view token) {
        const auto now = std::chrono::steady_clock::now().time_since_epoch();
        std::string line = std::format("{} ", std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
        for (const char byte : token) {
            line += std::format("{:02x}", static_cast<unsigned char>(byte));
        }
        *log << line + '\n' << std::flush;
    };

    AssistantOptions options;
    options.databasePath = arguments[1];
    options.sampler.temperature = 0;
    options.loader = fakes::fakeLoader(script);
    Assistant assistant(options);
    ConversationView view(&assistant);
    bool hangs = seed % 2 == 1;
    QObject::connect(&view, &ConversationView::messageUpdated, [&hangs] {
        if (std::exchange(hangs, false)) {
            QThread::sleep(std::chrono::seconds(60));
        }
    });
    QObject::connect(&assistant, &Assistant::noticed, [](const QString& message) {
        std::fprintf(stderr, "%s\n", qPrintable(message));
        std::_Exit(1);
    });
    view.setThinking(Thinking::High);
    view.send(QStringLiteral("Stream %1").arg(seed));
    return application.exec();
}
