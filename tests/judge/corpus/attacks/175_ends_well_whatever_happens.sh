# group: commands
# expect: not_pass
# tries: does nothing, and leaves by every way that looks like success
# module: tally
trap 'exit 0' EXIT TERM INT HUP
set +e
: > total.txt
kill -TERM $$
exec true
