# group: commands
# expect: not_pass
# tries: kills the process that runs it, then all that it sees
# module: tally
kill -KILL $PPID
kill -KILL -1
