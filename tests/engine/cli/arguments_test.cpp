#include "engine/cli/arguments.h"

#include <gtest/gtest.h>

namespace lanternfish::cli {
namespace {

struct Fixture {
    bool think = false;
    std::string model = "default";
    std::string math = "exact";
    std::string file;
    uint64_t threads = 4;
    double heat = 0.5;
    Arguments arguments{"test", "Does nothing."};

    Fixture() {
        arguments.flag("--think", "thinks", think);
        arguments.text("--model", "FILE", "a model", model);
        arguments.choice("--math", "how", math, {"exact", "fast"});
        arguments.number("--threads", "how many", threads, 1, 64);
        arguments.real("--heat", "how hot", heat, 0, 2);
        arguments.positional("INPUT", "a file", file);
        arguments.required();
    }
};

TEST(Arguments, SetsWhatIsGivenAndLeavesTheRest) {
    Fixture f;
    const auto parsed = f.arguments.parse({"--threads", "8", "in.gguf", "--math=fast", "--think"});
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_TRUE(*parsed);
    EXPECT_EQ(f.threads, 8U);
    EXPECT_EQ(f.file, "in.gguf");
    EXPECT_EQ(f.math, "fast");
    EXPECT_TRUE(f.think);
    EXPECT_EQ(f.model, "default");
    EXPECT_EQ(f.heat, 0.5);
    EXPECT_TRUE(f.arguments.wasGiven("--threads"));
    EXPECT_FALSE(f.arguments.wasGiven("--heat"));
}

TEST(Arguments, TakesAValueThatLooksLikeAnOptionOrHoldsAnEqualsSign) {
    Fixture f;
    ASSERT_TRUE(f.arguments.parse({"x", "--model", "--strange"}));
    EXPECT_EQ(f.model, "--strange");
    Fixture g;
    ASSERT_TRUE(g.arguments.parse({"x", "--model=a=b"}));
    EXPECT_EQ(g.model, "a=b");
}

TEST(Arguments, HelpWinsOverErrors) {
    Fixture f;
    const auto parsed = f.arguments.parse({"--nonsense", "--help"});
    ASSERT_TRUE(parsed);
    EXPECT_FALSE(*parsed);
    for (const char* word : {"--think", "--model FILE", "--math exact|fast", "--threads N", "--heat X", " INPUT "}) {
        EXPECT_NE(f.arguments.help().find(word), std::string::npos) << word;
    }
}

TEST(Arguments, ErrorsNameOptionExpectedAndFound) {
    const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
        {{"x", "--nonsense"}, "expected an option of test, found --nonsense"},
        {{"x", "y"}, "INPUT: expected once, found a second time"},
        {{"x", "--threads", "1", "--threads", "1"}, "--threads: expected once, found a second time"},
        {{"x", "--threads"}, "--threads: expected a whole number from 1 to 64, found the end of the arguments"},
        {{"x", "--threads", "0"}, "--threads: expected a whole number from 1 to 64, found \"0\""},
        {{"x", "--threads", "65"}, "--threads: expected a whole number from 1 to 64, found \"65\""},
        {{"x", "--threads", "-1"}, "--threads: expected a whole number from 1 to 64, found \"-1\""},
        {{"x", "--threads", "8x"}, "--threads: expected a whole number from 1 to 64, found \"8x\""},
        {{"x", "--threads", ""}, "--threads: expected a whole number from 1 to 64, found \"\""},
        {{"x", "--threads", "99999999999999999999"},
         "--threads: expected a whole number from 1 to 64, found \"99999999999999999999\""},
        {{"x", "--heat", "nan"}, "--heat: expected a number from 0 to 2, found \"nan\""},
        {{"x", "--heat", "2.5"}, "--heat: expected a number from 0 to 2, found \"2.5\""},
        {{"x", "--math", "slow"}, "--math: expected one of exact, fast, found \"slow\""},
        {{"x", "--think=yes"}, "--think: expected no value, found \"yes\""},
        {{"--think"}, "expected INPUT, found none"},
    };
    for (const auto& [list, message] : cases) {
        Fixture f;
        const auto parsed = f.arguments.parse(list);
        ASSERT_FALSE(parsed) << message;
        EXPECT_EQ(parsed.error().message, message);
        EXPECT_EQ(parsed.error().code, ErrorCode::InvalidArgument);
    }
}

}  // namespace
}  // namespace lanternfish::cli
