#include <bit>
#include <cstdio>
#include <cstring>
#include <format>
#include <span>

#include "engine/cli/command.h"
#include "engine/cli/interrupt.h"
#include "engine/cli/model_arguments.h"
#include "engine/cli/output_file.h"

namespace lanternfish::cli {

namespace {

static_assert(std::endian::native == std::endian::little, "token and logits files are little-endian");

constexpr size_t kMaxTokenBytes = size_t{1} << 26U;

Result<std::vector<TokenId>> readTokens(const std::string& file, uint32_t vocabularySize) {
    LF_TRY(const std::string bytes, readFile(file, kMaxTokenBytes));
    if (bytes.empty() || bytes.size() % sizeof(TokenId) != 0) {
        return makeError(ErrorCode::InvalidArgument,
                         std::format("{}: expected int32 token ids, so a multiple of 4 bytes and at least 4, found {}",
                                     file, bytes.size()));
    }
    std::vector<TokenId> tokens(bytes.size() / sizeof(TokenId));
    std::memcpy(tokens.data(), bytes.data(), bytes.size());
    for (size_t i = 0; i < tokens.size(); ++i) {
        if (tokens[i] < 0 || static_cast<uint32_t>(tokens[i]) >= vocabularySize) {
            return makeError(ErrorCode::InvalidArgument,
                             std::format("{}: token {}: expected an id from 0 to {}, found {}", file, i,
                                         vocabularySize - 1, tokens[i]));
        }
    }
    return tokens;
}

}  // namespace

Outcome runLogits(const Context& context, const std::vector<std::string>& list) {
    ModelArguments model;
    std::string tokenFile;
    std::string outFile;
    Arguments arguments("logits",
                        "Evaluates a list of tokens and writes the logits of every one: float32 little-endian,\n"
                        "[tokens, vocabulary].");
    model.declareModel(arguments);
    arguments.text("--tokens", "FILE", "token ids, int32 little-endian", tokenFile);
    arguments.required();
    arguments.text("--out", "FILE", "where the logits go", outFile);
    arguments.required();
    model.declareEngine(arguments);
    if (auto stop = parseOrStop(arguments, list)) {
        return *stop;
    }

    LF_TRY(const auto engine, model.load(context));
    LF_TRY(const std::vector<TokenId> tokens, readTokens(tokenFile, engine->info().vocabularySize));
    LF_TRY(const auto session, engine->createSession());
    LF_TRY(OutputFile out, OutputFile::create(outFile));
    const InterruptGuard interrupt;
    std::stop_source stop;
    const std::stop_callback onInterrupt(interrupt.token(), [&stop] { stop.request_stop(); });
    const auto sink = [&](uint32_t, std::span<const float> logits) {
        out.write(std::as_bytes(logits));
        if (out.failed()) {
            // Nobody will read the rest: don't compute it.
            stop.request_stop();
        }
    };
    if (auto appended = session->appendWithLogits(tokens, sink, stop.get_token()); !appended && !out.failed()) {
        return std::unexpected(std::move(appended).error());
    }
    LF_CHECK(out.commit());
    return 0;
}

}  // namespace lanternfish::cli
