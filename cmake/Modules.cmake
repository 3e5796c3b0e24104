# quantladder_module(NAME USES module... LINKS library... [SOURCES generated...])
# One static library per module, of all sources in its folder, so that the linker too refuses an upward dependence.
function(quantladder_module name)
  cmake_parse_arguments(arg "" "" "SOURCES;USES;LINKS" ${ARGN})
  set(target quantladder_${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(${target} STATIC ${sources} ${arg_SOURCES})
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/include PRIVATE ${PROJECT_SOURCE_DIR}/src)
  list(TRANSFORM arg_USES PREPEND quantladder_)
  target_link_libraries(${target} PUBLIC ${arg_USES} PRIVATE ${arg_LINKS})
  quantladder_warnings(${target})
endfunction()

function(quantladder_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wconversion -Wno-sign-conversion -Wno-missing-field-initializers
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)  # g++ 12 warns of overlaps in std::string operator+ that can't be (PR 105651)
  if(NOT CMAKE_UNITY_BUILD)  # there a name shadows those of other sources
    target_compile_options(${target} PRIVATE -Wshadow)
  endif()
  if(QUANTLADDER_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()
