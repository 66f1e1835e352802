#pragma once

#include <cstdint>
#include <random>
#include <string>

namespace lanternfish::assistant {

/// The answer that stream_writer streams for a seed: reasoning, "</think>" and text, words of one- to four-byte
/// characters. Long enough to outlast every kill.
inline std::string streamedAnswer(uint32_t seed) {
    constexpr const char* kWords[] = {"light ",    "größe ",      "深海 ",   "\U0001F41F ",
                                      "lantern\n", "- a point\n", "`code` ", "naïve "};
    std::mt19937 random(seed);
    std::string answer;
    // From nothing to some 1500 bytes, so that kills hit the reasoning, the marker and the text.
    const size_t reasoning = random() % 1500;
    while (answer.size() < reasoning) {
        answer += kWords[random() % std::size(kWords)];
    }
    answer += "</think>";
    while (answer.size() < 12000) {
        answer += kWords[random() % std::size(kWords)];
    }
    return answer;
}

}  // namespace lanternfish::assistant
