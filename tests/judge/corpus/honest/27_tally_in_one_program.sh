# group: honest
# expect: pass
# tries: awk does it all, that of busybox where there is one
# module: tally
export LC_ALL=C
if command -v busybox > /dev/null; then set -- busybox awk; else set -- awk; fi
"$@" '{ for (i = 1; i <= NF; i++) { count[$i]++; total++ } }
      END { print total + 0 > "total.txt"; for (word in count) print count[word], word }' |
    sort -k1,1nr -k2,2 | sed 's/^\([0-9]*\) \(.*\)$/\2 \1/'
