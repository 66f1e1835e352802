#include "engine/backends/cpu/op_kernels.h"
#include "engine/backends/cpu/product.h"

namespace lanternfish::backends::cpu {

Result<void> run(StepContext& context, const ops::Linear& op) {
    const Weight& weight = context.weight(op.weight);
    const uint64_t count = context.count(op.x);
    const uint64_t in = op.x.dim / op.groups;
    const uint64_t out = op.y.dim / op.groups;
    LF_TRY(Product* const products, context.arena().take<Product>(op.groups));
    for (uint64_t group = 0; group < op.groups; ++group) {
        Product& product = products[group] = productWith(weight);
        product.weights = weight.row(group * out);
        product.rows = out;
        product.count = count;
        LF_TRY(product.x, rowPointers(context.arena(), context.floats(op.x) + group * in, op.x.dim, count));
        LF_TRY(product.y, rowPointers(context.arena(), context.floats(op.y) + group * out, op.y.dim, count));
    }
    return runProducts(context, {products, op.groups});
}

Result<void> run(StepContext& context, const ops::Logits& op) {
    return multiply(context, context.weight(op.weight), context.floats(op.x), context.floats(op.logits),
                    context.count(op.x));
}

}  // namespace lanternfish::backends::cpu
