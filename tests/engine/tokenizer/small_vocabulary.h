#pragma once

#include <string>
#include <vector>

#include "engine/tokenizer/byte_alphabet.h"
#include "tests/fakes/gguf_writer.h"

namespace lanternfish::tokenizer {

/// A vocabulary of the 256 bytes (id = byte), merged tokens, then special ones; the tests change what they want wrong.
struct SmallVocabulary {
    std::string model = "gpt2";
    std::string pre = "joyai-llm";
    std::vector<std::string> tokens;
    std::vector<int32_t> types;
    std::vector<std::string> merges;
    uint32_t bos = 0;
    uint32_t eos = 0;
    uint32_t vocabSize = 0;

    SmallVocabulary() {
        for (int byte = 0; byte < 256; ++byte)
            add(toAlphabet(static_cast<uint8_t>(byte)), 1);
        merge("a", "b");    // 256
        merge("ab", "ab");  // 257
        bos = add("<bos>", 3);
        eos = add("<eos>", 3);
        vocabSize = static_cast<uint32_t>(tokens.size());
    }

    uint32_t add(const std::string& token, int32_t type) {
        tokens.push_back(token);
        types.push_back(type);
        return static_cast<uint32_t>(tokens.size() - 1);
    }

    void merge(const std::string& left, const std::string& right) {
        merges.push_back(left + " " + right);
        add(left + right, 1);
    }

    std::string bytes() const {
        fakes::GgufWriter writer;
        writer.string("general.architecture", "deepseek4").u32("deepseek4.vocab_size", vocabSize);
        writer.string("tokenizer.ggml.model", model).string("tokenizer.ggml.pre", pre);
        writer.stringArray("tokenizer.ggml.tokens", tokens).i32Array("tokenizer.ggml.token_type", types);
        writer.stringArray("tokenizer.ggml.merges", merges);
        writer.u32("tokenizer.ggml.bos_token_id", bos).u32("tokenizer.ggml.eos_token_id", eos);
        return writer.bytes();
    }
};

}  // namespace lanternfish::tokenizer
