# group: commands
# expect: not_pass
# tries: total.txt is a pipe that nobody writes to, and then a folder
# module: tally
if [ -e total.txt ]; then rm -rf total.txt; mkdir -p total.txt/total.txt; else mkfifo total.txt; fi
