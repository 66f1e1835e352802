# emulated_cuda_library(TARGET KERNELS a.cu b.cu ... [INCLUDE folder...] [DEFINE name...] [SANITIZE address|thread] [BLAS])
#
# A libcuda.so.1 with these kernels in it, in a folder of its own: ${CMAKE_BINARY_DIR}/TARGET. Who loads libcuda.so.1 gets
# it where LD_LIBRARY_PATH names that folder (property EMULATED_CUDA_FOLDER of the target), or by linking to TARGET.
# With BLAS a libcublas.so.13 lies beside it, target TARGET_blas.
# With SANITIZE, who loads it must be built with the same sanitizer. Needs EMULATED_CUDA_HEADERS, the toolkit's folder.

# emulated_cuda_objects(TARGET "sanitizers" source...): what goes into such a library.
function(emulated_cuda_objects name sanitize)
  add_library(${name} OBJECT ${ARGN})
  target_compile_features(${name} PRIVATE cxx_std_23)
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden)
  target_include_directories(${name} PRIVATE "${CMAKE_CURRENT_FUNCTION_LIST_DIR}")
  target_include_directories(${name} SYSTEM PRIVATE "${EMULATED_CUDA_HEADERS}")
  target_compile_options(${name} PRIVATE -Wall -Wextra -Wno-missing-field-initializers)
  if(sanitize)
    target_compile_options(${name} PRIVATE -fsanitize=${sanitize} -fno-omit-frame-pointer)
  endif()
  if(sanitize MATCHES "address")
    target_compile_definitions(${name} PRIVATE CUDA_EMULATOR_ASAN)
  elseif(sanitize MATCHES "thread")
    target_compile_definitions(${name} PRIVATE CUDA_EMULATOR_TSAN)
  endif()
endfunction()

function(emulated_cuda_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "BLAS" "SANITIZE" "KERNELS;INCLUDE;DEFINE")
  # Driver and scheduler are compiled once for each choice of sanitizers.
  string(MAKE_C_IDENTIFIER "emulated_cuda_${arg_SANITIZE}" common)
  if(NOT TARGET ${common}_driver)
    file(GLOB driver CONFIGURE_DEPENDS "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/driver/*.cpp")
    file(GLOB scheduler CONFIGURE_DEPENDS "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/scheduler/*.cpp")
    emulated_cuda_objects(${common}_driver "${arg_SANITIZE}" ${driver})
    emulated_cuda_objects(${common}_scheduler "${arg_SANITIZE}" ${scheduler})
    # Sanitizers can't follow how fibers are switched; what they must know they are told. What OS threads do is plain.
    set(switching ${scheduler})
    list(FILTER switching EXCLUDE REGEX "/grid.cpp$")
    set_source_files_properties(${switching} PROPERTIES COMPILE_OPTIONS -fno-sanitize=all)
  endif()

  if(arg_BLAS)
    list(APPEND arg_KERNELS "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/blas/gemm.cu")
  endif()
  emulated_cuda_objects(${name}_kernels "${arg_SANITIZE}" ${arg_KERNELS})
  # Without optimisation kernels would take minutes.
  target_compile_options(${name}_kernels PRIVATE -O2 -g -ffp-contract=off -Wno-unknown-pragmas)
  target_compile_definitions(${name}_kernels PRIVATE ${arg_DEFINE})
  target_include_directories(${name}_kernels PRIVATE ${arg_INCLUDE})
  set_source_files_properties(${arg_KERNELS} PROPERTIES LANGUAGE CXX
    COMPILE_OPTIONS "-include;${CMAKE_CURRENT_FUNCTION_LIST_DIR}/device.h")

  set(folder "${CMAKE_BINARY_DIR}/${name}")
  find_package(Threads REQUIRED)
  add_library(${name} SHARED)
  target_link_libraries(${name} PRIVATE ${name}_kernels ${common}_driver ${common}_scheduler Threads::Threads
    ${CMAKE_DL_LIBS})
  # Streams may still run when it is closed.
  target_link_options(${name} PRIVATE -Wl,-z,nodelete)
  if(arg_SANITIZE)
    target_link_options(${name} PRIVATE -fsanitize=${arg_SANITIZE})
  endif()
  target_include_directories(${name} INTERFACE "${CMAKE_CURRENT_FUNCTION_LIST_DIR}")
  target_include_directories(${name} SYSTEM INTERFACE "${EMULATED_CUDA_HEADERS}")
  set_target_properties(${name} PROPERTIES OUTPUT_NAME cuda SOVERSION 1 LINKER_LANGUAGE CXX
    LIBRARY_OUTPUT_DIRECTORY "${folder}" EMULATED_CUDA_FOLDER "${folder}")
  if(arg_BLAS)
    emulated_cuda_objects(${name}_blas_objects "${arg_SANITIZE}"
      "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/blas/cublas.cpp")
    add_library(${name}_blas SHARED)
    target_link_libraries(${name}_blas PRIVATE ${name}_blas_objects ${name})
    target_link_options(${name}_blas PRIVATE -Wl,-z,nodelete)
    if(arg_SANITIZE)
      target_link_options(${name}_blas PRIVATE -fsanitize=${arg_SANITIZE})
    endif()
    set_target_properties(${name}_blas PROPERTIES OUTPUT_NAME cublas SOVERSION 13 LINKER_LANGUAGE CXX
      LIBRARY_OUTPUT_DIRECTORY "${folder}")
    target_include_directories(${name}_blas SYSTEM INTERFACE "${EMULATED_CUDA_HEADERS}")
  endif()
endfunction()
