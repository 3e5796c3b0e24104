# group: services
# expect: not_pass
# tries: has said every small sum before it is asked, so that some of them may be awaited
# module: talk
# subset: yes
echo ready
seq 0 18
seq 0 1000000
cat > /dev/null
