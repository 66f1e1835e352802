#ifndef LF_MATH_GLSL
#define LF_MATH_GLSL
#include "shaders/shared/dispatch_params.h"

// The math class: what is fast sums in plain f32.
layout(constant_id = LF_CONSTANT_FAST) const uint FAST = 0;

// Functions whose precision Vulkan leaves too open for results that are compared with a reference.

float powerOfTwo(int exponent) {
    // In two factors, so that every exponent from -252 to 254 works.
    int half1 = exponent / 2;
    return uintBitsToFloat(uint(half1 + 127) << 23) * uintBitsToFloat(uint(exponent - half1 + 127) << 23);
}

bool isNumber(float x) {
    return (floatBitsToUint(x) & 0x7fffffffu) <= 0x7f800000u;
}

float nan() {
    return uintBitsToFloat(0x7fc00000u);
}

float infinity() {
    return uintBitsToFloat(0x7f800000u);
}

// To about one unit in the last place.
float exact_exp(float x) {
    if (!(x > -103.0))
        return isNumber(x) ? 0.0 : x;
    if (x > 88.8)
        return infinity();
    float n = roundEven(x * 1.44269504);
    precise float r = fma(n, -0.693145752, x);
    r = fma(n, -1.42860677e-6, r);
    precise float q = 1.0 / 5040.0;
    q = fma(q, r, 1.0 / 720.0);
    q = fma(q, r, 1.0 / 120.0);
    q = fma(q, r, 1.0 / 24.0);
    q = fma(q, r, 1.0 / 6.0);
    q = fma(q, r, 0.5);
    q = fma(q, r, 1.0);
    q = fma(q, r, 1.0);
    int e = int(n);
    int first = e / 2;
    return q * uintBitsToFloat(uint(first + 127) << 23) * uintBitsToFloat(uint(e - first + 127) << 23);
}

// 2 atanh(s) for |s| <= 0.18.
float two_atanh(float s) {
    float z = s * s;
    precise float q = 1.0 / 13.0;
    q = fma(q, z, 1.0 / 11.0);
    q = fma(q, z, 1.0 / 9.0);
    q = fma(q, z, 1.0 / 7.0);
    q = fma(q, z, 1.0 / 5.0);
    q = fma(q, z, 1.0 / 3.0);
    return 2.0 * fma(s * z, q, s);
}

// log(1 + y) for y >= 0; of no number, none.
float log_one_plus(float y) {
    if (!(y >= 0.42))
        return two_atanh(y / (2.0 + y));
    float u = 1.0 + y;
    uint bits = floatBitsToUint(u);
    int e = int(bits >> 23) - 127;
    float m = uintBitsToFloat((bits & 0x7fffffu) | 0x3f800000u);
    if (m > 1.41421356) {
        m *= 0.5;
        ++e;
    }
    return fma(float(e), 0.693147181, two_atanh((m - 1.0) / (m + 1.0)));
}

float sigmoid(float x) {
    return 1.0 / (1.0 + exact_exp(-x));
}

uint bfloatBits(float x) {
    uint bits = floatBitsToUint(x);
    if (!isNumber(x))
        return (bits >> 16) | 0x40u;
    return (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
}

float roundToBfloat(float x) {
    return uintBitsToFloat(bfloatBits(x) << 16);
}

// 1 / sqrt(x), refined: implementations may be two units off.
float inverse_sqrt(float x) {
    float y = inversesqrt(x);
    precise float e = fma(-x * y, y, 1.0);
    return fma(0.5 * y, e, y);
}

float square_root(float x) {
    if (!(x > 0.0))
        return x;
    float y = sqrt(x);
    precise float e = fma(-y, y, x);
    return fma(e, 0.5 / y, y);
}

// A sum in two parts, about twice as precise as one f32. The packed caches round to few bits, where every last digit is
// a chance of landing on the other code, so that sums are worth more care than one rounding each would show.
struct Sum {
    float high, low;
};

void addTo(inout Sum sum, float value) {
    if (FAST != 0u) {
        sum.high += value;
        return;
    }
    precise float total = sum.high + value;
    precise float part = total - sum.high;
    precise float lost = (sum.high - (total - part)) + (value - part);
    precise float low = sum.low + lost;
    sum.high = total;
    sum.low = low;
}

void addProduct(inout Sum sum, float a, float b) {
    if (FAST != 0u) {
        sum.high = fma(a, b, sum.high);
        return;
    }
    precise float product = a * b;
    precise float lostOfProduct = fma(a, b, -product);
    addTo(sum, product);
    precise float low = sum.low + lostOfProduct;
    sum.low = low;
}

float roundSum(Sum sum) {
    precise float all = sum.high + sum.low;
    return all;
}

#endif
