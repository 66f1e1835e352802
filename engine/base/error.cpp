#include "lanternfish/error.h"

namespace lanternfish {

std::string describe(const Error& error) {
    std::string text = error.message;
    for (const Error* cause = error.cause.get(); cause != nullptr; cause = cause->cause.get()) {
        text += ": ";
        text += cause->message;
    }
    return text;
}

}  // namespace lanternfish
