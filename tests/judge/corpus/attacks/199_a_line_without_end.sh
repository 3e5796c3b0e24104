# group: services
# expect: not_pass
# tries: one line that never ends
# module: talk
echo ready
read -r line
tr '\0' '7' < /dev/zero
