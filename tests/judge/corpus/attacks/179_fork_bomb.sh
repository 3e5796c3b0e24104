# group: commands
# expect: not_pass
# tries: two of it for each of it
# module: tally
# subset: yes
bomb() { bomb | bomb & }
bomb
sleep 20
