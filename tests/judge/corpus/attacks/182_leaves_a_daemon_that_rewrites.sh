# group: commands
# expect: not_pass
# tries: a process of its own session stays and writes many totals, one of which might be right
# module: tally
setsid sh -c 'while :; do n=0; while [ $n -lt 99 ]; do n=$((n + 1)); echo $n > total.txt; done; done' > /dev/null 2>&1 < /dev/null &
cat > /dev/null
