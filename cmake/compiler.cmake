# One compiler, found by name: GCC 12 miscompiles coroutines (double frees), so it is refused with a sentence.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14)
  message(FATAL_ERROR "GCC ${CMAKE_CXX_COMPILER_VERSION} miscompiles coroutines. Use clang-19: cmake --preset dev")
elseif(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR CMAKE_CXX_COMPILER_VERSION VERSION_LESS 19)
  message(FATAL_ERROR "Gatehouse builds with clang-19, not ${CMAKE_CXX_COMPILER_ID} "
                      "${CMAKE_CXX_COMPILER_VERSION}. Use a preset: cmake --preset dev")
endif()

option(GH_BUILD_TESTS "Build the tests" ON)
option(GH_BUILD_BENCH "Build the benchmarks" OFF)
option(GH_FUZZ "Build the fuzz targets with libFuzzer" OFF)
option(GH_WATCH_STEPS "Log steps of event loops that take too long" OFF)
set(GH_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(GH_CCACHE ccache)
if(GH_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${GH_CCACHE})
endif()

add_compile_options(-Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-qual
                    -Wimplicit-fallthrough -Werror -Wno-error=deprecated-declarations
                    -Wno-missing-field-initializers -fno-omit-frame-pointer)
add_compile_definitions(BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE
                        SPDLOG_FMT_EXTERNAL _FORTIFY_SOURCE=2)
if(GH_WATCH_STEPS)
  set(step_watch "${PROJECT_SOURCE_DIR}/src/platform/runtime/include/gatehouse/platform/runtime/step_watch.hpp")
  add_compile_definitions("BOOST_ASIO_CUSTOM_HANDLER_TRACKING=\"${step_watch}\"")
endif()
# Without the time stamp a precompiled header is the same file wherever it is built, so ccache can use it.
add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
add_link_options(-fuse-ld=mold)
if(GH_SANITIZE)
  add_compile_options(-fsanitize=${GH_SANITIZE} -fno-sanitize-recover=all -U_FORTIFY_SOURCE)
  add_link_options(-fsanitize=${GH_SANITIZE})
endif()
if(GH_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
