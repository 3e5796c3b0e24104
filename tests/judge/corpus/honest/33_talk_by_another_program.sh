# group: honest
# expect: pass
# tries: the shell hands over to Python, which notes on standard error what it does
# module: talk
exec python3 -c "
import sys
print('ready', flush=True)
for line in sys.stdin:
    print('adding', line, file=sys.stderr)
    print(sum(map(int, line.split())), flush=True)
"
