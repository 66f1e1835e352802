#include "tests/bench/plan.h"

#include <format>
#include <map>

#include "engine/backends/gpu/hazards.h"
#include "engine/model/schedule.h"
#include "tests/bench/plan_backend.h"
#include "tests/bench/v4_flash.h"

namespace lanternfish::bench {

namespace {

using namespace backends::gpu;

constexpr uint32_t kChunk = 512;

/// Gives every binding the buffer that stands for it, as a recording does for one sequence.
class Buffers {
public:
    const DeviceBuffer* find(const Binding& binding) {
        if (binding.kind == Binding::Kind::Memory)
            return binding.memory.get();
        // Every dispatch has a plan of its own, which nothing writes.
        BufferPointer& buffer = m_buffers[{binding.kind, binding.number}];
        if (!buffer)
            buffer = std::make_shared<PlanBuffer>(16);
        return buffer.get();
    }

private:
    std::map<std::pair<Binding::Kind, uint32_t>, BufferPointer> m_buffers;
};

std::vector<Use> usesOf(const Dispatch& dispatch, Buffers& buffers) {
    std::vector<Use> uses;
    for (const AddressSlot& slot : dispatch.addresses)
        uses.push_back({buffers.find(slot.binding), slot.binding.written});
    for (const Binding& binding : dispatch.bindings)
        uses.push_back({buffers.find(binding), binding.written});
    return uses;
}

Result<DispatchLine> lineOf(const Stage& stage, const Dispatch& dispatch, const PlanTarget& target,
                            const Features& features) {
    DispatchLine line;
    line.serves = dispatch.serves;
    line.groups = stage.scores
                      ? "by context"
                      : std::format("{} x {} x {}", dispatch.groups[0], dispatch.groups[1], dispatch.groups[2]);
    LF_CHECK(target.describe(dispatch, features, line));
    return line;
}

/// The last rows of a context of `tokens`.
std::vector<ops::Row> rowsAt(uint32_t tokens, uint32_t count) {
    std::vector<ops::Row> rows;
    for (uint32_t i = 0; i < count; ++i)
        rows.push_back({0, tokens - count + i, 0});
    return rows;
}

Result<Segment> planSegment(PlanBackend& backend, const PlanTarget& target, std::span<const ops::Op> ops,
                            const ops::RecordShape& shape, const model::CachePlan& caches, std::string name) {
    LF_TRY(const std::vector<Stage> stages, backend.plan(ops, shape));
    Segment segment{.name = std::move(name)};
    segment.barriers = 1;  // At the beginning of a command buffer.
    Buffers buffers;
    Hazards hazards;
    const ops::CacheRowBytes rowBytes = [&](uint32_t, uint32_t cache) {
        return cacheRowBytes(caches.caches[cache].spec);
    };
    for (const Stage& stage : stages)
        for (const Dispatch& dispatch : stage.dispatches) {
            segment.barriers += hazards.mustWait(usesOf(dispatch, buffers)) ? 1 : 0;
            LF_TRY(DispatchLine line, lineOf(stage, dispatch, target, backend.features()));
            for (size_t i = 0; i < std::size(kContexts); ++i) {
                line.bytes[i] = dispatch.bytes(rowsAt(kContexts[i], shape.rows), rowBytes);
                segment.bytes[i] += line.bytes[i];
            }
            segment.lines.push_back(std::move(line));
        }
    return segment;
}

Result<Plan> makePlan(const PlanTarget& target, const std::string& mix, quant::Type gateUp, quant::Type down,
                      uint32_t rows) {
    const auto flash = makeFlashModel(gateUp, down);
    PlanBackend backend(target.backend, target.limits);
    model::ComputedConstants constants;
    constants.plainFrequencies = model::ropeFrequencies(flash->config, false);
    constants.compressedFrequencies = model::ropeFrequencies(flash->config, true);
    LF_TRY(const auto weights, model::addWeights(backend, flash->config, flash->tensors, constants));
    LF_TRY(const auto activations, model::createActivations(backend, flash->config, kChunk, 1));
    const auto caches = model::planCaches(flash->config, CacheNumerics::Packed, kChunk, flash->config.contextLength);
    const auto segments = model::buildSchedule(flash->config, weights, caches, activations, {CacheNumerics::Packed});
    const char* const names[] = {"embedding, window attention, routing by hash",
                                 "experts, sparse attention (ratio 4), routing by scores",
                                 "experts, heavy attention (ratio 128), routing by scores", "experts", "head"};
    Plan plan{.name = std::format("{}: {}", mix, rows == 1 ? "decode" : std::format("prefill of {} rows", rows))};
    for (size_t i = 0; i < segments.size(); ++i) {
        auto segment = planSegment(backend, target, segments[i], {rows, 1, MathClass::Fast}, caches, names[i]);
        if (!segment)
            return wrapError(std::move(segment).error(), std::format("{}, {}", plan.name, names[i]));
        plan.segments.push_back(std::move(*segment));
    }
    return plan;
}

std::string columnsOf(const BytesByContext& bytes) {
    std::string text;
    for (const ops::ByteCount& count : bytes)
        text += std::format(" {} | {} | {:.2f} |", count.least, count.moved,
                            static_cast<double>(count.moved) / static_cast<double>(count.least));
    return text;
}

std::string byteHeadings() {
    std::string text;
    for (const uint32_t tokens : kContexts)
        text += std::format(" at least ({}) | moved ({}) | ratio |", tokens, tokens);
    return text;
}

std::string rules(size_t columns) {
    std::string text = "|";
    for (size_t i = 0; i < columns; ++i)
        text += "---|";
    return text + "\n";
}

}  // namespace

Result<std::vector<Plan>> makePlans(const PlanTarget& target) {
    struct Mix {
        const char* name;
        quant::Type gateUp, down;
    };
    const Mix mixes[] = {{"Q8_0, IQ2_XXS and Q2_K", quant::Type::IQ2_XXS, quant::Type::Q2_K},
                         {"Q8_0 and MXFP4", quant::Type::MXFP4, quant::Type::MXFP4}};
    std::vector<Plan> plans;
    for (const Mix& mix : mixes)
        for (const uint32_t rows : {1U, kChunk}) {
            LF_TRY(Plan plan, makePlan(target, mix.name, mix.gateUp, mix.down, rows));
            plans.push_back(std::move(plan));
        }
    return plans;
}

std::string planTables(const std::vector<Plan>& plans, const PlanWords& words) {
    std::string text;
    const size_t byteColumns = 3 * std::size(kContexts);
    for (const Plan& plan : plans) {
        text += std::format("\n## {}\n\n| section | dispatches | {} |{}\n{}", plan.name, words.barriers, byteHeadings(),
                            rules(3 + byteColumns));
        for (const Segment& segment : plan.segments)
            text += std::format("| {} | {} | {} |{}\n", segment.name, segment.lines.size(), segment.barriers,
                                columnsOf(segment.bytes));
        for (const Segment& segment : plan.segments) {
            text += std::format("\n### {}: {}\n\n{}{}\n{}", plan.name, segment.name, words.dispatch, byteHeadings(),
                                rules(5 + byteColumns));
            for (const DispatchLine& line : segment.lines)
                text += std::format("| {} | {} | {} | {} | {} |{}\n", line.shader, line.serves, line.groups,
                                    line.invocations, line.sharedBytes, columnsOf(line.bytes));
        }
    }
    return text;
}

std::vector<std::string> miscounted(const std::vector<Plan>& plans) {
    std::vector<std::string> lines;
    for (const Plan& plan : plans)
        for (const Segment& segment : plan.segments)
            for (const DispatchLine& line : segment.lines)
                for (size_t i = 0; i < std::size(kContexts); ++i)
                    if (line.bytes[i].least == 0 || line.bytes[i].moved < line.bytes[i].least)
                        lines.push_back(
                            std::format("{}, {}: {} ({}) at {} tokens: {} bytes at least, {} moved; expected more than "
                                        "none, and as many or more",
                                        plan.name, segment.name, line.shader, line.serves, kContexts[i],
                                        line.bytes[i].least, line.bytes[i].moved));
    return lines;
}

}  // namespace lanternfish::bench
