// Writes the inputs that the fuzzer starts from: small sound files, and the headers of the test models.
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "engine/format/gguf.h"
#include "tests/engine/tokenizer/small_vocabulary.h"
#include "tests/fakes/gguf_writer.h"

using namespace lanternfish;

namespace {

void write(const std::filesystem::path& file, std::string_view bytes) {
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) {
        std::fputs("usage: gguf_seeds FOLDER_OF_MODELS FOLDER_OF_SEEDS\n", stderr);
        return 2;
    }
    const std::filesystem::path models = arguments[1];
    const std::filesystem::path seeds = arguments[2];
    write(seeds / "every_kind", fakes::smallGguf());
    write(seeds / "vocabulary", tokenizer::SmallVocabulary().bytes());
    for (const auto& entry : std::filesystem::directory_iterator(models)) {
        if (entry.path().extension() != ".gguf")
            continue;
        const auto file = format::GgufFile::open(entry.path());
        if (!file) {
            std::fprintf(stderr, "%s\n", describe(file.error()).c_str());
            return 1;
        }
        std::string header(reinterpret_cast<const char*>(file->header().data()), file->header().size());
        write(seeds / entry.path().stem(), header);
        // Without its tensors the header is a whole file, vocabulary included.
        std::memset(header.data() + 8, 0, 8);
        write(seeds / (entry.path().stem().string() + "_keys"), header);
    }
    return 0;
}
