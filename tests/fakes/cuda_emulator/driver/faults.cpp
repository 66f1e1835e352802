#include "driver/faults.h"

namespace cuda_emulator {

void Faults::planCall(const char* function, int n, CUresult result) {
    const std::scoped_lock lock(m_mutex);
    m_calls.push_back({function ? function : "", n, result});
}

void Faults::planKernel(const char* kernel, int n, CUresult result) {
    const std::scoped_lock lock(m_mutex);
    m_kernels.push_back({kernel ? kernel : "", n, result});
}

void Faults::loseCard(int card, CUresult result) {
    const std::scoped_lock lock(m_mutex);
    m_cards[card] = result;
}

void Faults::clear() {
    const std::scoped_lock lock(m_mutex);
    m_calls.clear();
    m_kernels.clear();
    m_cards.clear();
}

CUresult Faults::ofCard(int card) const {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_cards.find(card);
    return found == m_cards.end() ? CUDA_SUCCESS : found->second;
}

CUresult Faults::due(std::vector<Plan>& plans, const char* name) {
    const std::scoped_lock lock(m_mutex);
    CUresult result = CUDA_SUCCESS;
    std::erase_if(plans, [&](Plan& plan) {
        if (!plan.name.empty() && plan.name != name) {
            return false;
        }
        if (--plan.left > 0) {
            return false;
        }
        result = plan.result;
        return true;
    });
    return result;
}

}  // namespace cuda_emulator
