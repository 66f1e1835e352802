#pragma once

#include <cuda.h>

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace cuda_emulator {

/// What was asked to fail.
class Faults {
public:
    void planCall(const char* function, int n, CUresult result);
    void planKernel(const char* kernel, int n, CUresult result);
    void loseCard(int card, CUresult result);
    void clear();

    /// To be asked once for each call or kernel: CUDA_SUCCESS, or what it must answer.
    CUresult ofCall(const char* function) { return due(m_calls, function); }
    CUresult ofKernel(const char* kernel) { return due(m_kernels, kernel); }
    CUresult ofCard(int card) const;

private:
    struct Plan {
        std::string name;  // Empty: any.
        int left = 0;
        CUresult result = CUDA_SUCCESS;
    };

    CUresult due(std::vector<Plan>& plans, const char* name);

    mutable std::mutex m_mutex;
    std::vector<Plan> m_calls;
    std::vector<Plan> m_kernels;
    std::map<int, CUresult> m_cards;
};

}  // namespace cuda_emulator
