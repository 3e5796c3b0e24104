# group: honest
# expect: pass
# tries: a pipeline of small tools
# module: tally
export LC_ALL=C

tr -s ' \t' '\n' | grep . > words.txt
sort words.txt | uniq -c | sort -k1,1nr -k2,2 | while read -r count word; do echo "$word $count"; done
echo $(($(wc -l < words.txt))) > total.txt
