# What an installed quantladder brings besides the program: suites, configurations, manual, completions, nightly examples.
install(DIRECTORY tasks DESTINATION ${CMAKE_INSTALL_DATADIR}/quantladder PATTERN __pycache__ EXCLUDE)
install(DIRECTORY configs DESTINATION ${CMAKE_INSTALL_DATADIR}/quantladder)
install(FILES docs/man/quantladder.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES completions/quantladder.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME quantladder)
install(FILES completions/_quantladder DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES completions/quantladder.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES docs/nightly/quantladder-nightly.service docs/nightly/quantladder-nightly.timer docs/nightly/crontab.example
  DESTINATION ${CMAKE_INSTALL_DOCDIR}/nightly)
