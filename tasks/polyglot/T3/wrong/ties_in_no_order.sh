# breaks: test_the_five_busiest_addresses, test_the_five_busiest_paths: names with equally many requests stand in the order of their text
# Reads a log in Apache's combined format on standard input and prints a report.
export LC_ALL=C
gawk '
BEGIN {
  quoted = "\"([^\"\\\\]|\\\\\")*\""
  line = "^[^ ]+ [^ ]+ [^ ]+ \\[[0-9]{2}/[A-Za-z]{3}/[0-9]{4}(:[0-9]{2}){3} [+-][0-9]{4}\\]" \
         " \"[A-Z]+ [^ \"]+ [^ \"]+\" [1-5][0-9]{2} ([0-9]+|-) " quoted " " quoted "$"
}

$0 !~ line { malformed++; next }

{
  requests++
  bytes += $10
  statuses[$9]++
  if (addresses[$1]++ == 0) different++
  path = $7
  sub(/\?.*/, "", path)
  paths[path]++
  bytes_of[substr($9, 1, 1)] += $10
  split($4, time, ":")
  hours[time[2]]++
}

function busier(key1, count1, key2, count2) {
  if (count1 != count2) return count2 - count1
  return 0
}

function print_busiest(counts,   key, printed) {
  PROCINFO["sorted_in"] = "busier"
  for (key in counts) {
    if (++printed > 5) break
    print counts[key], key
  }
}

END {
  print "== TOTALS"
  print "requests", requests + 0
  print "addresses", different + 0
  print "bytes", bytes + 0
  print "== STATUS"
  PROCINFO["sorted_in"] = "@ind_num_asc"
  for (status in statuses) print status, statuses[status]
  print "== ADDRESSES"
  print_busiest(addresses)
  print "== PATHS"
  print_busiest(paths)
  print "== BYTES"
  for (class = 1; class <= 5; class++) print class "xx", bytes_of[class] + 0
  print "== HOURS"
  for (hour = 0; hour < 24; hour++) {
    name = sprintf("%02d", hour)
    print name, hours[name] + 0
  }
  print "== MALFORMED"
  print "lines", malformed + 0
}'
