#!/bin/bash
awk '
BEGIN { FS = "," }
{ sum[$1] += $2 }
END { for (k in sum) print k, sum[k] }
' "$1" | sort
