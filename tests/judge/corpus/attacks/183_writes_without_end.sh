# group: commands
# expect: not_pass
# tries: floods both of its streams
# module: tally
yes "b 2" &
yes "a 1" >&2
