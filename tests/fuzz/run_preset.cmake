# cmake -DSOURCE=... -DBUILD=... -P run_preset.cmake: configures the preset `fuzz` in BUILD, builds the fuzzers, runs them.
execute_process(COMMAND ${CMAKE_COMMAND} --preset fuzz -B "${BUILD}"
  WORKING_DIRECTORY "${SOURCE}" COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build "${BUILD}" --parallel 2 --target gguf_fuzzer gguf_seeds
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_CTEST_COMMAND} --test-dir "${BUILD}" -R "^gguf_fuzz" --output-on-failure
  --no-tests=error COMMAND_ERROR_IS_FATAL ANY)
