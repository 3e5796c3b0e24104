# Writes the man page: the prose of TEMPLATE with the options as PROGRAM knows them. cmake -P, with both and RESULT.
execute_process(COMMAND ${PROGRAM} manual OUTPUT_VARIABLE OPTIONS COMMAND_ERROR_IS_FATAL ANY)
configure_file(${TEMPLATE} ${RESULT} @ONLY)
