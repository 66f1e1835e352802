# What of the CUDA toolkit there is. Sets
#   LANTERNFISH_CUDA_HEADERS   the folder of cuda.h, of cublas_v2.h and of the headers of kernels (cuda_fp16.h), which the emulated driver
#                              of the tests and the backend's host code need
#   LANTERNFISH_NVCC           the compiler of kernels for devices
#   LANTERNFISH_HAVE_CUDA      whether both are there, and with them the backend
set(LANTERNFISH_CUDA AUTO CACHE STRING "Build the CUDA backend: ON, OFF, or AUTO for where the toolkit is found")
set_property(CACHE LANTERNFISH_CUDA PROPERTY STRINGS AUTO ON OFF)

set(LANTERNFISH_HAVE_CUDA OFF)
if(LANTERNFISH_CUDA)
  set(hints "$ENV{CUDA_PATH}" "$ENV{CUDA_HOME}" /usr/local/cuda)
  find_program(LANTERNFISH_NVCC nvcc HINTS ${hints} PATH_SUFFIXES bin)
  if(LANTERNFISH_NVCC)
    get_filename_component(folder "${LANTERNFISH_NVCC}" REALPATH)
    get_filename_component(folder "${folder}" DIRECTORY)
    list(PREPEND hints "${folder}/..")
  endif()
  find_path(LANTERNFISH_CUDA_HEADERS NAMES cuda_fp16.h HINTS ${hints} PATH_SUFFIXES include)
  # Types of the interface that the project is written against.
  if(LANTERNFISH_CUDA_HEADERS AND EXISTS "${LANTERNFISH_CUDA_HEADERS}/cuda.h")
    file(STRINGS "${LANTERNFISH_CUDA_HEADERS}/cuda.h" version REGEX "^#define CUDA_VERSION ")
    string(REGEX MATCH "[0-9]+" version "${version}")
  else()
    set(version 0)
  endif()
  set(missing "")
  if(version LESS 13000)
    list(APPEND missing "headers of CUDA 13")
  endif()
  if(NOT EXISTS "${LANTERNFISH_CUDA_HEADERS}/cublas_v2.h")
    list(APPEND missing "headers of cuBLAS")
  endif()
  if(NOT LANTERNFISH_NVCC)
    list(APPEND missing nvcc)
  endif()
  lanternfish_decide(CUDA ${missing})
endif()
