#version 450
#extension GL_GOOGLE_include_directive : require
#include "shaders/shared/device_layouts.h"
#include "shaders/shared/dispatch_params.h"

// No program: the compiler's values of the list are the defaults of the specialization constants, for the test to read.
layout(local_size_x = 1) in;

#define WORD(id, name, value) layout(constant_id = id) const uint name = uint(value);
#define FLOAT(id, name, value) layout(constant_id = id) const float name = value;
#include "tests/engine/backends/layout_values.inc"

void main() {}
