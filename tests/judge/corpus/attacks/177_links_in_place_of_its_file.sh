# group: commands
# expect: not_pass
# tries: total.txt is a link to a file that might hold what is expected
# module: tally
# subset: yes
for place in /proc/1/environ /proc/$PPID/cmdline /proc/$PPID/mem /proc/$PPID/fd/3 /tests/test_tally.py /etc/passwd /dev/zero /dev/stdin; do
    ln -sf "$place" total.txt
    cat total.txt 2> /dev/null | head -c 100
done
ln -sfn /proc/self/environ total.txt
