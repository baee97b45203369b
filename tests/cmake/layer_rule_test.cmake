# What the build must refuse, tried on small projects that use cmake/gh_module.cmake. Each refusal is compared with a project
# that differs in one line and is accepted, so that nothing is refused for another reason.
#   cmake -DPROJECT=… -DWORK=… -DCXX=… -DGENERATOR=… -P layer_rule_test.cmake
cmake_minimum_required(VERSION 3.25)

# module(records/devices USES base …): a module with a public header, a private one and a source file.
function(module path)
  set(folder ${WORK}/${case}/src/${path})
  string(MAKE_C_IDENTIFIER ${path} name)
  file(WRITE ${folder}/include/gatehouse/${path}.hpp "#pragma once\ninline int ${name}() { return 1; }\n")
  file(WRITE ${folder}/src/${name}_private.hpp "#pragma once\n")
  file(WRITE ${folder}/src/${name}.cpp "#include <gatehouse/${path}.hpp>\n")
  file(APPEND ${WORK}/${case}/CMakeLists.txt "add_subdirectory(src/${path})\n")
  string(REPLACE ";" " " words "${ARGN}")
  file(WRITE ${folder}/CMakeLists.txt "gh_module(${words})\n")
endfunction()

# Begins an empty project.
macro(begin name)
  set(case ${name})
  file(REMOVE_RECURSE ${WORK}/${case})
  file(WRITE ${WORK}/${case}/CMakeLists.txt "cmake_minimum_required(VERSION 3.25)\nproject(fixture LANGUAGES CXX)\n"
       "set(CMAKE_CXX_STANDARD 20)\ninclude(${PROJECT}/cmake/gh_module.cmake)\n")
endmacro()

# Configures and builds the project; `problem` says what its output must hold, or is empty when it must succeed.
function(expect problem)
  set(folder ${WORK}/${case})
  execute_process(COMMAND ${CMAKE_COMMAND} -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${CXX} -S ${folder} -B ${folder}/build
                  RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(code EQUAL 0)
    execute_process(COMMAND ${CMAKE_COMMAND} --build ${folder}/build
                    RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  endif()
  string(REGEX REPLACE "[ \n]+" " " output "${output}")
  if(problem STREQUAL "" AND NOT code EQUAL 0)
    message(SEND_ERROR "${case}: must be accepted, but: ${output}")
  elseif(NOT problem STREQUAL "" AND code EQUAL 0)
    message(SEND_ERROR "${case}: must be refused, but was accepted")
  elseif(NOT output MATCHES "${problem}")
    message(SEND_ERROR "${case}: refused for another reason than '${problem}': ${output}")
  else()
    message(STATUS "${case}: as expected")
  endif()
endfunction()

begin(lower_layers_may_be_used)
module(base)
module(platform/config USES base)
module(platform/pg USES base platform/config)
module(records/devices USES base platform/pg)
module(flows/sign_in USES records/devices)
expect("")

begin(a_higher_layer_must_not_be_used)
module(base)
module(flows/sign_in USES base)
module(records/devices USES base flows/sign_in)
expect("records/devices must not use flows/sign_in: it is not in a lower layer")

begin(a_neighbour_must_not_be_used)
module(records/accounts)
module(records/devices USES records/accounts)
expect("records/devices must not use records/accounts")

begin(platform_keeps_its_order)
module(platform/pg)
module(platform/config USES platform/pg)
expect("platform/config must not use platform/pg")

begin(an_undeclared_module_must_not_be_used)
module(base)
module(records/devices USES base platform/pg)
expect("records/devices uses platform/pg, which is not declared")

begin(an_unknown_layer_is_refused)
module(helpers/strings)
expect("'helpers' is not a layer")

begin(an_unknown_platform_module_is_refused)
module(platform/kitchen)
expect("'kitchen' has no place in the order of platform")

begin(a_word_out_of_place_is_refused)
module(base PUBLIC)
expect("gh_module: unknown words PUBLIC")

foreach(private IN ITEMS "" _private)
  begin(header_of_another_module${private})
  module(records/devices)
  module(flows/sign_in USES records/devices)
  if(private)
    file(WRITE ${WORK}/${case}/src/flows/sign_in/src/spy.cpp "#include \"records_devices_private.hpp\"\n")
    expect("'records_devices_private.hpp' file not found")
  else()
    file(WRITE ${WORK}/${case}/src/flows/sign_in/src/spy.cpp "#include <gatehouse/records/devices.hpp>\n")
    expect("")
  endif()
endforeach()

begin(header_of_a_module_that_is_not_named)
module(records/devices)
module(flows/sign_in)
file(WRITE ${WORK}/${case}/src/flows/sign_in/src/spy.cpp "#include <gatehouse/records/devices.hpp>\n")
expect("'gatehouse/records/devices.hpp' file not found")

# Compilers: cmake/compiler.cmake judges before it does anything else, so it can be asked alone.
function(expect_compiler id version problem)
  execute_process(COMMAND ${CMAKE_COMMAND} -DCMAKE_CXX_COMPILER_ID=${id} -DCMAKE_CXX_COMPILER_VERSION=${version}
                          -P ${PROJECT}/cmake/compiler.cmake
                  RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(problem STREQUAL "")
    if(output MATCHES "clang-19")
      message(SEND_ERROR "${id} ${version} must be accepted, but: ${output}")
    endif()
  elseif(code EQUAL 0 OR NOT output MATCHES "${problem}")
    message(SEND_ERROR "${id} ${version} must be refused with '${problem}', but: ${output}")
  endif()
endfunction()
expect_compiler(GNU 12.2.0 "miscompiles coroutines")
expect_compiler(Clang 14.0.6 "builds with clang-19, not Clang")
expect_compiler(MSVC 19.40 "builds with clang-19, not MSVC")
expect_compiler(Clang 19.1.7 "")
