# group: services
# expect: not_pass
# tries: repeats what it was asked, as a sum that the reader is to make
# module: talk
echo ready
while read -r a b; do echo "\$(($a + $b))"; done
