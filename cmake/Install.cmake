# What an installed quantladder brings besides the program: suites, configurations, manual, completions, nightly examples.
install(DIRECTORY tasks DESTINATION ${CMAKE_INSTALL_DATADIR}/quantladder PATTERN __pycache__ EXCLUDE)
install(DIRECTORY configs DESTINATION ${CMAKE_INSTALL_DATADIR}/quantladder)
set(man_page ${PROJECT_BINARY_DIR}/quantladder.1)
set(man_template ${PROJECT_SOURCE_DIR}/docs/man/quantladder.1.in)
add_custom_command(OUTPUT ${man_page} DEPENDS quantladder ${man_template} cmake/ManPage.cmake
  COMMAND ${CMAKE_COMMAND} -D PROGRAM=$<TARGET_FILE:quantladder> -D PROJECT_VERSION=${PROJECT_VERSION}
    -D TEMPLATE=${man_template} -D RESULT=${man_page} -P ${PROJECT_SOURCE_DIR}/cmake/ManPage.cmake)
add_custom_target(man_page ALL DEPENDS ${man_page})
install(FILES ${man_page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES completions/quantladder.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME quantladder)
install(FILES completions/_quantladder DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES completions/quantladder.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES docs/nightly/quantladder-nightly.service docs/nightly/quantladder-nightly.timer docs/nightly/crontab.example
  DESTINATION ${CMAKE_INSTALL_DOCDIR}/nightly)
