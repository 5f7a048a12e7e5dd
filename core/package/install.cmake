# Installation: library, headers, program, schemas, pkg-config file, CMake
# package. Everything finds everything by relative paths: the tree can move.
include(CMakePackageConfigHelpers)

set(IONWAY_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/Ionway)
set(IONWAY_PC_DIR ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(TARGETS ionway EXPORT IonwayTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY core/include/ionway pathways/include/ionway
  io/include/ionway DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN "*.h")
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/include/ionway/version.h
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ionway)
install(DIRECTORY io/schema DESTINATION ${CMAKE_INSTALL_DATADIR}/ionway
  OPTIONAL FILES_MATCHING PATTERN "*.json")
install(FILES LICENSE CITATION.cff DESTINATION ${CMAKE_INSTALL_DOCDIR})

# CMake package
install(EXPORT IonwayTargets NAMESPACE Ionway::
  DESTINATION ${IONWAY_CMAKE_DIR})
configure_package_config_file(core/package/IonwayConfig.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/IonwayConfig.cmake
  INSTALL_DESTINATION ${IONWAY_CMAKE_DIR})
# before 1.0 a new minor version may change the interface
write_basic_package_version_file(
  ${CMAKE_CURRENT_BINARY_DIR}/IonwayConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/IonwayConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/IonwayConfigVersion.cmake
  DESTINATION ${IONWAY_CMAKE_DIR})

# pkg-config
file(RELATIVE_PATH IONWAY_PC_TO_PREFIX /prefix/${IONWAY_PC_DIR} /prefix)
string(REGEX REPLACE "/$" "" IONWAY_PC_TO_PREFIX "${IONWAY_PC_TO_PREFIX}")
configure_file(core/package/ionway.pc.in
  ${CMAKE_CURRENT_BINARY_DIR}/ionway.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/ionway.pc
  DESTINATION ${IONWAY_PC_DIR})

# The program finds the library beside it, wherever the tree stands.
if(TARGET ionway_program)
  file(RELATIVE_PATH IONWAY_BIN_TO_LIB /prefix/${CMAKE_INSTALL_BINDIR}
    /prefix/${CMAKE_INSTALL_LIBDIR})
  set_target_properties(ionway_program PROPERTIES
    INSTALL_RPATH "$ORIGIN/${IONWAY_BIN_TO_LIB}")
endif()

# Manual pages and completion, from the program's own option tables.
if(TARGET ionway_program AND NOT CMAKE_CROSSCOMPILING)
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/generated)
  set(IONWAY_PAGES "")
  foreach(name ionway info map convert)
    set(page ${generated}/ionway-${name}.1)
    if(name STREQUAL "ionway")
      set(page ${generated}/ionway.1)
    endif()
    add_custom_command(OUTPUT ${page}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${generated}
      COMMAND $<TARGET_FILE:ionway_program> --man ${name} > ${page}
      DEPENDS ionway_program VERBATIM)
    list(APPEND IONWAY_PAGES ${page})
  endforeach()
  add_custom_command(OUTPUT ${generated}/ionway.bash
    COMMAND ${CMAKE_COMMAND} -E make_directory ${generated}
    COMMAND $<TARGET_FILE:ionway_program> --completion bash
      > ${generated}/ionway.bash
    DEPENDS ionway_program VERBATIM)
  add_custom_target(ionway_manual ALL
    DEPENDS ${IONWAY_PAGES} ${generated}/ionway.bash)
  install(FILES ${IONWAY_PAGES} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES ${generated}/ionway.bash
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
    RENAME ionway)
endif()
