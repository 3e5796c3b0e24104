# group: commands
# expect: not_pass
# tries: looks for the tests and their values in every process and folder that it sees
# module: tally
input=$(cat)
for place in /tests /split /box /tmp /proc/[0-9]*/cwd /proc/[0-9]*/root/tests; do
    grep -rshoE 'w[0-9a-f]{6} [0-9]+|assert .*|watermark-6b1f0[c]' "$place" 2> /dev/null | head -n 20
done
for process in /proc/[0-9]*; do
    cat "$process/cmdline" "$process/environ" 2> /dev/null | tr '\0' '\n' | grep -E 'expected|secret|watermark' | head -n 5
    for fd in "$process"/fd/*; do timeout 0.2 head -c 200 "$fd" 2> /dev/null; done
done
echo "$input" | tr ' ' '\n' | sort | uniq -c
