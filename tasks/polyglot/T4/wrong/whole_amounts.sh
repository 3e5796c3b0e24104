# breaks: test_plain, test_quoted_commas_and_doubled_quotes, test_columns_are_found_by_their_heading, test_lines_end_in_several_ways, test_employees_without_a_salary_are_left_out, test_averages_are_rounded_half_up: amounts have two decimals
# Prints a summary of the departments in a CSV file of employees.
export LC_ALL=C
if [[ ! -r $1 ]]; then
  echo "aggregate.sh: cannot read $1" >&2
  exit 1
fi

gawk '
# Splits a line of CSV into fields and returns how many there are.
function split_csv(line, fields,   count, character, place, quoted, field) {
  for (place = 1; place <= length(line); place++) {
    character = substr(line, place, 1)
    if (quoted && character == "\"" && substr(line, place + 1, 1) == "\"") {
      field = field character
      place++
    } else if (character == "\"") {
      quoted = !quoted
    } else if (character == "," && !quoted) {
      fields[++count] = field
      field = ""
    } else {
      field = field character
    }
  }
  fields[++count] = field
  return count
}

function to_cents(salary,   parts) {
  split(salary, parts, ".")
  return parts[1] * 100 + substr(parts[2] "00", 1, 2)
}

function from_cents(cents) {
  return cents / 100
}

function to_csv(field) {
  if (field !~ /[,"]/) return field
  gsub(/"/, "\"\"", field)
  return "\"" field "\""
}

{ sub(/\r$/, "") }

NR == 1 {
  count = split_csv($0, heading)
  for (i = 1; i <= count; i++) column[heading[i]] = i
  next
}

{
  split_csv($0, fields)
  salary = fields[column["salary"]]
  gsub(/ /, "", salary)
  if (salary == "") next
  department = fields[column["department"]]
  cents = to_cents(salary)
  sum[department] += cents
  if (employees[department]++ == 0 || cents > most[department]) {
    most[department] = cents
    highest_paid[department] = fields[column["name"]]
  }
}

END {
  print "department,count,average,max,highest_paid"
  PROCINFO["sorted_in"] = "@ind_str_asc"
  for (department in sum) {
    count = employees[department]
    average = int((2 * sum[department] + count) / (2 * count))
    print to_csv(department) "," count "," from_cents(average) "," from_cents(most[department]) "," to_csv(highest_paid[department])
  }
}' < "$1"
