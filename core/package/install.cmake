# Installation: library, headers, pkg-config file, CMake package; cli/ adds the
# program, its pages and the schemas. Everything finds everything by relative
# paths: the tree can move.
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
