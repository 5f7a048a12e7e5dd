# Installation: library, headers, program, pkg-config file, CMake package.
install(TARGETS ionway EXPORT IonwayTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY core/include/ionway pathways/include/ionway
  io/include/ionway DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN "*.h")
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/include/ionway/version.h
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ionway)
