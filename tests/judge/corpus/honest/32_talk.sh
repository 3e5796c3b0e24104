# group: honest
# expect: pass
# tries: a loop of the shell
# module: talk
echo ready
while read -r a b; do echo $((a + b)); done
