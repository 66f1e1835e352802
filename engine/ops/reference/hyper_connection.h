#pragma once

#include "engine/ops/reference/vectors.h"

namespace lanternfish::ops::reference {

/// What a hyper-connection computes for one row with S streams.
struct HyperMix {
    Vector pre;   ///< [S]
    Vector post;  ///< [S]
    Vector comb;  ///< [S][S], first index the source stream.
};

/// From the mixes m [(2+S)*S] (after scaling by the row's inverse RMS); base [(2+S)*S], scale [3]. `iterations` counts
/// the softmax as the first row pass. Spec 5.
HyperMix hyperMix(std::span<const double> m, std::span<const float> base, std::span<const float> scale,
                  uint32_t streams, uint32_t iterations, double eps);

/// (fn u) * inverseRms(u): [fn.rows].
Vector hyperProject(const Matrix& fn, std::span<const double> streams, double eps);

/// The head's stream weights [S] from m [S]: sigmoid(m * scale + base) + eps. Spec 5, head collapse.
Vector headMix(std::span<const double> m, std::span<const float> base, float scale, double eps);

/// sum_s weights_s * streams_s: [D] of streams [S, D].
Vector collapse(std::span<const double> weights, std::span<const double> streams);

/// streams[j] = post_j * sublayer + sum_i comb[i][j] * streams[i], in place. streams: [S, D]. Spec 5.
void hyperExpand(std::span<const float> sublayer, std::span<const float> post, std::span<const float> comb,
                 std::span<float> streams);

}  // namespace lanternfish::ops::reference
