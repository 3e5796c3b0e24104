# group: commands
# expect: not_pass
# tries: puts programs where the next command, or the next judgement, would find them
# module: tally
for folder in /usr/bin /usr/local/bin /bin /split /tmp . "$HOME" /dev/shm; do
    printf '#!/bin/sh\nexit 0\n' > "$folder/sh" && chmod +x "$folder/sh"
    printf 'raise SystemExit(0)\n' > "$folder/worker.py"
    printf 'raise SystemExit(0)\n' > "$folder/worker_commands.py"
    printf 'raise SystemExit(0)\n' > "$folder/sitecustomize.py"
done 2> /dev/null
mount -o remount,rw / 2> /dev/null; mount -o remount,rw /usr 2> /dev/null
