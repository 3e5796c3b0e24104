#!/bin/sh
# A stand-in for nvidia-smi that replays what is written in the folder $FAKE_NVIDIA_SMI (see nvidia_smi/README.md).
# The question decides the file: facts.txt (name, driver, memory), gpu.txt (the GPUs), apps.txt (the processes). The Nth
# start of the same question prefers e.g. gpu.N.txt. Lines are printed as they are, with @PID@ replaced by
# $FAKE_NVIDIA_SMI_PID, or by what the file $FAKE_NVIDIA_SMI_PID_FILE holds at that moment, except:
#   --        the end of one answer: wait for a period
#   !exit N   end with that status
#   !hang     say nothing more
# At the end of the file an endless query (-lms) repeats the last answer; a single one ends with status 0.
case "$*" in
  *compute-apps*) question=apps ;;
  *driver_version*) question=facts ;;
  *) question=gpu ;;
esac
case "$*" in
  *-lms*) endless=yes; period=$(echo "$*" | sed 's/.*-lms \([0-9]*\).*/\1/' | awk '{ print $1 / 1000 }') ;;
  *) endless=no; period=0 ;;
esac

folder=${FAKE_NVIDIA_SMI:?}
echo x >>"$folder/starts.$question"
start=$(wc -l <"$folder/starts.$question")
script=$folder/$question.txt
[ -f "$folder/$question.$start.txt" ] && script=$folder/$question.$start.txt

say() {
  pid=${FAKE_NVIDIA_SMI_PID:-0}
  [ -s "${FAKE_NVIDIA_SMI_PID_FILE:-}" ] && read -r pid <"$FAKE_NVIDIA_SMI_PID_FILE"
  printf '%s\n' "$1" | sed "s/@PID@/$pid/"
}

answer=
last=
while IFS= read -r line || [ -n "$line" ]; do
  case "$line" in
    --) last=$answer; answer=; sleep "$period" ;;
    '!exit '*) exit "${line#!exit }" ;;
    '!hang') exec sleep 600 ;;
    *)
      say "$line"
      answer="$answer${answer:+
}$line"
      ;;
  esac
done <"$script"
[ -n "$answer" ] && last=$answer
while [ "$endless" = yes ]; do
  sleep "$period"
  say "$last"
done
exit 0
