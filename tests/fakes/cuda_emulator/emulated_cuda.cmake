# emulated_cuda_library(TARGET KERNELS a.cu b.cu ... [INCLUDE folder...] [DEFINE name...] [SANITIZE address|thread])
#
# A libcuda.so.1 with these kernels in it, in a folder of its own: ${CMAKE_BINARY_DIR}/TARGET. Who loads libcuda.so.1 gets
# it where LD_LIBRARY_PATH names that folder (property EMULATED_CUDA_FOLDER of the target), or by linking to TARGET.
# With SANITIZE, who loads it must be built with the same sanitizer. Needs EMULATED_CUDA_HEADERS, the toolkit's folder.
set(EMULATED_CUDA_ROOT "${CMAKE_CURRENT_LIST_DIR}")

function(emulated_cuda_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "SANITIZE" "KERNELS;INCLUDE;DEFINE")
  file(GLOB driver CONFIGURE_DEPENDS "${EMULATED_CUDA_ROOT}/driver/*.cpp")
  file(GLOB scheduler CONFIGURE_DEPENDS "${EMULATED_CUDA_ROOT}/scheduler/*.cpp")
  if(arg_SANITIZE)
    set(sanitize -fsanitize=${arg_SANITIZE} -fno-omit-frame-pointer)
  endif()

  # Sanitizers don't follow a scheduler that switches stacks; it tells them what they must know.
  set(parts kernels driver scheduler)
  add_library(${name}_kernels OBJECT ${arg_KERNELS})
  add_library(${name}_driver OBJECT ${driver})
  add_library(${name}_scheduler OBJECT ${scheduler})
  foreach(part ${parts})
    target_compile_features(${name}_${part} PRIVATE cxx_std_23)
    set_target_properties(${name}_${part} PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden)
    target_include_directories(${name}_${part} PRIVATE "${EMULATED_CUDA_ROOT}" ${arg_INCLUDE})
    target_include_directories(${name}_${part} SYSTEM PRIVATE "${EMULATED_CUDA_HEADERS}")
    target_compile_options(${name}_${part} PRIVATE ${sanitize})
    if("${arg_SANITIZE}" MATCHES "address")
      target_compile_definitions(${name}_${part} PRIVATE CUDA_EMULATOR_ASAN)
    elseif("${arg_SANITIZE}" MATCHES "thread")
      target_compile_definitions(${name}_${part} PRIVATE CUDA_EMULATOR_TSAN)
    endif()
  endforeach()
  target_compile_options(${name}_scheduler PRIVATE -fno-sanitize=all)
  # Without optimisation kernels would take minutes.
  target_compile_options(${name}_kernels PRIVATE -O2 -g -Wno-unknown-pragmas)
  target_compile_definitions(${name}_kernels PRIVATE ${arg_DEFINE})

  set_source_files_properties(${arg_KERNELS} PROPERTIES LANGUAGE CXX
    COMPILE_OPTIONS "-include;${EMULATED_CUDA_ROOT}/device.h")

  set(folder "${CMAKE_BINARY_DIR}/${name}")
  add_library(${name} SHARED)
  foreach(part ${parts})
    target_link_libraries(${name} PRIVATE ${name}_${part})
  endforeach()
  find_package(Threads REQUIRED)
  target_link_libraries(${name} PRIVATE Threads::Threads ${CMAKE_DL_LIBS})
  # Streams may still run when it is closed.
  target_link_options(${name} PRIVATE ${sanitize} -Wl,-z,nodelete)
  target_include_directories(${name} INTERFACE "${EMULATED_CUDA_ROOT}")
  target_include_directories(${name} SYSTEM INTERFACE "${EMULATED_CUDA_HEADERS}")
  set_target_properties(${name} PROPERTIES OUTPUT_NAME cuda SOVERSION 1 LINKER_LANGUAGE CXX
    LIBRARY_OUTPUT_DIRECTORY "${folder}" EMULATED_CUDA_FOLDER "${folder}")
endfunction()
