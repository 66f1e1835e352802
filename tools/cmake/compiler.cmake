# C++23 with std::expected and <format> needs GCC 14 or Clang 19. Debian 12 with Debian 13's packages has them beside
# its own older g++, so pick the newest by its versioned name unless the caller chose a compiler.
if(NOT DEFINED CMAKE_CXX_COMPILER AND NOT DEFINED ENV{CXX} AND NOT DEFINED CMAKE_TOOLCHAIN_FILE)
  find_program(LANTERNFISH_GXX NAMES g++-15 g++-14)
  if(LANTERNFISH_GXX)
    string(REPLACE "g++" "gcc" LANTERNFISH_GCC "${LANTERNFISH_GXX}")
    set(CMAKE_CXX_COMPILER "${LANTERNFISH_GXX}" CACHE FILEPATH "C++ compiler")
    set(CMAKE_C_COMPILER "${LANTERNFISH_GCC}" CACHE FILEPATH "C compiler")
  endif()
endif()
