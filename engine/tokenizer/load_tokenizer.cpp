#include <format>
#include <new>

#include "engine/format/gguf.h"
#include "engine/tokenizer/bpe_tokenizer.h"

namespace lanternfish {

Result<std::unique_ptr<Tokenizer>> loadTokenizer(const std::filesystem::path& file) {
    try {
        LF_TRY(const format::GgufFile opened, format::GgufFile::open(file));
        return tokenizer::createTokenizer(opened);
    } catch (const std::bad_alloc&) {
        return makeError(ErrorCode::OutOfMemory, std::format("{}: there is no memory to read it", file.string()));
    }
}

}  // namespace lanternfish
