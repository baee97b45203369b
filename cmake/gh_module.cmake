# gh_module(USES base platform/pg … [LINKS library …])
#
# Declares the module of the current folder. The folder is the layer: src/records/devices is the module records/devices of
# the layer records. A module may use only modules that are already declared and stand in a strictly lower layer; inside
# platform the order of GH_PLATFORM stands for layers. Anything else stops at configure time.
#
# Sources are src/*.cpp, statements are sql/*.sql, tests are tests/*_test.cpp: a file in these folders always belongs to the
# module. With sql/, a private header gatehouse_sql/<name>.hpp holds each statement as the constant <file>_sql.
set(GH_LAYERS base platform records services flows app)
set(GH_PLATFORM config telemetry runtime crypto pg redis http geo blob jobs mail sms push api)

# Sets ${out} to the rank of a module: larger is higher.
function(gh_rank module out)
  string(REPLACE "/" ";" parts "${module}")
  list(GET parts 0 layer)
  list(FIND GH_LAYERS "${layer}" rank)
  if(rank LESS 0)
    message(FATAL_ERROR "${module}: '${layer}' is not a layer (${GH_LAYERS})")
  endif()
  math(EXPR rank "${rank} * 100")
  if(layer STREQUAL "platform")
    list(GET parts 1 name)
    list(FIND GH_PLATFORM "${name}" place)
    if(place LESS 0)
      message(FATAL_ERROR "${module}: '${name}' has no place in the order of platform (${GH_PLATFORM})")
    endif()
    math(EXPR rank "${rank} + ${place}")
  endif()
  set(${out} ${rank} PARENT_SCOPE)
endfunction()

function(gh_target_name module out)
  string(REPLACE "/" "_" name "gh_${module}")
  set(${out} ${name} PARENT_SCOPE)
endfunction()

# Stops unless every module of ARGN is declared and lower than `module`.
function(gh_check_uses module)
  gh_rank(${module} rank)
  foreach(used IN LISTS ARGN)
    gh_rank(${used} used_rank)
    if(NOT used_rank LESS rank)
      message(FATAL_ERROR "${module} must not use ${used}: it is not in a lower layer")
    endif()
    gh_target_name(${used} used_target)
    if(NOT TARGET ${used_target})
      message(FATAL_ERROR "${module} uses ${used}, which is not declared")
    endif()
  endforeach()
endfunction()

# Writes the header that holds the statements of sql/ and adds it to the target.
function(gh_embed_sql target name)
  set(header ${CMAKE_CURRENT_BINARY_DIR}/generated/gatehouse_sql/${name}.hpp)
  add_custom_command(
    OUTPUT ${header}
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DOUT=${header} "-DFILES=${ARGN}" -P ${PROJECT_SOURCE_DIR}/cmake/embed_sql.cmake
    DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/cmake/embed_sql.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${header})
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/generated)
endfunction()

function(gh_module)
  cmake_parse_arguments(arg "" "" "USES;LINKS" ${ARGN})
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "gh_module: unknown words ${arg_UNPARSED_ARGUMENTS}")
  endif()
  file(RELATIVE_PATH module ${PROJECT_SOURCE_DIR}/src ${CMAKE_CURRENT_SOURCE_DIR})
  gh_check_uses(${module} ${arg_USES})
  gh_target_name(${module} target)
  get_filename_component(name ${module} NAME)
  file(GLOB sources CONFIGURE_DEPENDS src/*.cpp)
  file(GLOB statements CONFIGURE_DEPENDS sql/*.sql)
  file(GLOB tests CONFIGURE_DEPENDS tests/*_test.cpp)

  set(scope PUBLIC)
  if(sources)
    add_library(${target} STATIC ${sources})
  else()
    set(scope INTERFACE)
    add_library(${target} INTERFACE)
  endif()
  target_include_directories(${target} ${scope} include)
  foreach(used IN LISTS arg_USES)
    gh_target_name(${used} used_target)
    target_link_libraries(${target} ${scope} ${used_target})
  endforeach()
  target_link_libraries(${target} ${scope} ${arg_LINKS})
  set_property(GLOBAL APPEND PROPERTY GH_MODULES ${target})
  if(statements)
    gh_embed_sql(${target} ${name} ${statements})
  endif()
  if(tests AND GH_BUILD_TESTS)
    set_property(GLOBAL APPEND PROPERTY GH_TESTED_MODULES ${module})
    set_property(GLOBAL PROPERTY GH_TESTS_OF_${module} ${tests})
  endif()
endfunction()

# Called once by tests/, when the test kit exists: one test program for each module that has tests.
function(gh_add_module_tests)
  get_property(modules GLOBAL PROPERTY GH_TESTED_MODULES)
  foreach(module IN LISTS modules)
    get_property(tests GLOBAL PROPERTY GH_TESTS_OF_${module})
    gh_target_name(${module} target)
    string(REPLACE "/" "_" program "${module}_test")
    add_executable(${program} ${tests})
    target_include_directories(${program} PRIVATE ${PROJECT_SOURCE_DIR}/src/${module}/src)
    target_link_libraries(${program} PRIVATE ${target} gh_test_support GTest::gtest)
    add_test(NAME ${module} COMMAND ${program})
  endforeach()
endfunction()
