"""T4: a summary of a CSV file. Amounts are whole numbers of cents here, so that what must come out is exact."""
import random

import quantladder_task as task

HEADING = "department,count,average,max,highest_paid\n"
NAMES = ["Ann Lee", "Bob", "Cy Young", "Dee", "Eve O'Hara", "Fay", "Gus", "Zoë"]


def quoted(text):
    return '"%s"' % text.replace('"', '""') if "," in text or '"' in text else text


def in_full(cents):
    return "%d.%02d" % divmod(cents, 100)


def written(rng, cents):
    """The amount in one of the ways in which a file may give it."""
    forms = [in_full(cents)]
    if cents % 100 == 0:
        forms.append(str(cents // 100))
    if cents % 10 == 0:
        forms.append(in_full(cents)[:-1])
    return rng.choice(forms)


def summary(employees):
    """The output for (name, department, cents) in the order of the file."""
    departments = {}
    for name, department, cents in employees:
        departments.setdefault(department, []).append((cents, name))
    lines = [HEADING]
    for department in sorted(departments, key=str.encode):
        paid = departments[department]
        amounts = [cents for cents, _ in paid]
        most = max(amounts)
        average = (2 * sum(amounts) + len(amounts)) // (2 * len(amounts))
        best = next(name for cents, name in paid if cents == most)
        lines.append("%s,%d,%s,%s,%s\n" % (quoted(department), len(paid), in_full(average), in_full(most), quoted(best)))
    return "".join(lines)


def aggregate(text):
    task.write("employees.csv", text)
    got = task.run(["bash", "aggregate.sh", "employees.csv"])
    return got.status, got.text


def employees_of(rng, count, departments, names=NAMES):
    """Employees whose averages are whole numbers of cents: the last one of each department sees to that."""
    employees = [(rng.choice(names), rng.choice(departments), 400 * rng.randint(1000, 1020)) for _ in range(count)]
    for department in departments:
        amounts = [cents for _, of, cents in employees if of == department]
        employees.append((rng.choice(names), department, -sum(amounts) % (len(amounts) + 1)))
    return employees


def file_of(rng, employees, end="\n", columns=("name", "department", "salary")):
    """The text of the file. Columns of other names hold numbers."""
    lines = [",".join(columns)]
    for name, department, cents in employees:
        fields = {"name": quoted(name), "department": quoted(department), "salary": written(rng, cents)}
        lines.append(",".join(fields.get(column, str(rng.randrange(9000))) for column in columns))
    return "".join(line + end for line in lines)


def test_plain():
    rng = random.Random(1)
    for _ in range(3):
        employees = employees_of(rng, 60, ["Sales", "IT", "Ops", "Ops East", "ops"])
        assert aggregate(file_of(rng, employees)) == (0, summary(employees))


def test_quoted_commas_and_doubled_quotes():
    rng = random.Random(2)
    names = ['Lee, Ann', 'Bob "Bo" Ray', '"Cy"', "Dee", 'Eve, "E", Fay']
    employees = employees_of(rng, 60, ["R&D", "R&D, Europe", 'The "A" Team', "Ops"], names)
    assert aggregate(file_of(rng, employees)) == (0, summary(employees))
    text = '"name","department","salary"\n"Ann","IT","4000"\n"Bob","IT","5000"\n'
    assert aggregate(text) == (0, HEADING + "IT,2,4500.00,5000.00,Bob\n")


def test_columns_are_found_by_their_heading():
    rng = random.Random(3)
    for columns in (["salary", "name", "department"], ["id", "department", "city", "salary", "manager_name", "name"],
                    ["base_salary", "department", "name", "x", "salary"]):
        employees = employees_of(rng, 30, ["Sales", "IT", "Ops"])
        assert aggregate(file_of(rng, employees, columns=columns)) == (0, summary(employees))


def test_lines_end_in_several_ways():
    rng = random.Random(4)
    for last in ("salary", "name", "department"):
        columns = [column for column in ("name", "department", "salary") if column != last] + [last]
        employees = employees_of(rng, 20, ["Sales", "IT", "Ops"])
        text = file_of(rng, employees, "\r\n", columns)
        assert aggregate(text) == (0, summary(employees))
        assert aggregate(text.removesuffix("\r\n")) == (0, summary(employees))
        assert aggregate(text.replace("\r\n", "\n").removesuffix("\n")) == (0, summary(employees))


def test_employees_without_a_salary_are_left_out():
    rng = random.Random(5)
    employees = employees_of(rng, 40, ["Sales", "IT", "Ops"]) + [("Una", "Empty", None)]
    employees += [("Una", rng.choice(["Sales", "IT", "Empty"]), None) for _ in range(6)]
    rng.shuffle(employees)
    lines = ["%s,%s,%s\n" % (name, department, rng.choice(["", " ", "   "]) if cents is None else written(rng, cents))
             for name, department, cents in employees]
    assert aggregate("name,department,salary\n" + "".join(lines)) == (0, summary([one for one in employees if one[2] is not None]))


def test_averages_are_rounded_half_up():
    rng = random.Random(6)
    fixed = [("a", "A", 1), ("b", "A", 2), ("a", "B", 100), ("b", "B", 100), ("c", "B", 100), ("d", "B", 102), ("a", "C", 200), ("b", "C", 201)]
    drawn = []
    for number in range(60):
        first = rng.randint(0, 999999998)
        drawn += [("Ann", "D%02d" % number, first), ("Bob", "D%02d" % number, first + 1)]  # ends in half a cent
    for number in range(30):
        drawn += [("Cy", "E%02d" % number, rng.randint(0, 500000)) for _ in range(rng.choice([3, 4, 6, 7, 8]))]
    employees = fixed + drawn
    assert aggregate(file_of(rng, employees)) == (0, summary(employees))


def test_a_missing_file_is_an_error():
    got = task.run(["bash", "aggregate.sh", "no-such-file.csv"])
    assert (got.status, got.stdout) == (1, b"")
    assert got.stderr.strip() != b""
    task.write("employees.csv", "name,department,salary\nAnn,IT,4000\n")
    there = task.run(["bash", "aggregate.sh", "employees.csv"])
    assert (there.status, there.text.splitlines()[:1]) == (0, [HEADING.strip()])
