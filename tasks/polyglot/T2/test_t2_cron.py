"""T2: cron expressions. The generated ones come last; each is built of the sets of numbers that it must stand for."""
import datetime
import random

import quantladder_task
import solution


def at(text):
    return datetime.datetime.strptime(text, "%Y-%m-%d %H:%M")


def told(expression, *moments):
    """What the answer says of each moment."""
    return [solution.matches(expression, at(text)) for text in moments]


def minutes_that_match(field):
    """The minutes of an hour that match."""
    moment = at("2024-05-01 10:00")
    return [minute for minute in range(60) if solution.matches(field + " * * * *", moment.replace(minute=minute)) is True]


def days_that_match(expression, year, month, count):
    """The days of a month at whose midnight it matches."""
    return [day for day in range(1, count + 1) if solution.matches(expression, datetime.datetime(year, month, day)) is True]


def test_stars_and_plain_numbers():
    assert told("* * * * *", "2024-02-29 13:07", "1999-12-31 23:59") == [True, True]
    assert told("30 14 * * *", "2024-05-01 14:30", "2024-05-01 14:31", "2024-05-01 15:30") == [True, False, False]
    assert told("0 0 25 12 *", "2023-12-25 00:00", "2023-11-25 00:00", "2023-12-24 00:00") == [True, False, False]
    assert told("  5   4 * * 3 ", "2024-05-01 04:05", "2024-05-02 04:05") == [True, False]


def test_lists():
    assert minutes_that_match("0,15,50") == [0, 15, 50]
    assert minutes_that_match("59,3") == [3, 59]
    assert told("0 6,18 * 1,7 *", "2024-07-09 18:00", "2024-01-09 06:00", "2024-07-09 12:00", "2024-06-09 06:00") == [True, True, False, False]


def test_ranges():
    assert minutes_that_match("10-14") == [10, 11, 12, 13, 14]
    assert minutes_that_match("7-7,57-59") == [7, 57, 58, 59]
    assert told("0 9-17 * * *", "2024-05-01 08:00", "2024-05-01 09:00", "2024-05-01 17:00", "2024-05-01 18:00") == [False, True, True, False]


def test_steps():
    assert minutes_that_match("*/15") == [0, 15, 30, 45]
    assert minutes_that_match("10-40/10") == [10, 20, 30, 40]
    assert minutes_that_match("5/20") == [5, 25, 45]
    assert minutes_that_match("3-20/7,58/5") == [3, 10, 17, 58]
    assert days_that_match("0 0 */10 * *", 2024, 5, 31) == [1, 11, 21, 31]


def test_names_of_months_and_days():
    assert days_that_match("0 0 * MAY mon", 2024, 5, 31) == [6, 13, 20, 27]
    assert days_that_match("0 0 * Jan,5 Mon-wEd", 2024, 5, 15) == [1, 6, 7, 8, 13, 14, 15]
    assert days_that_match("0 0 * apr-JUN fri,TUE", 2024, 5, 10) == [3, 7, 10]
    assert days_that_match("0 0 * jun-DEC *", 2024, 5, 31) == []


def test_sunday_is_0_and_7():
    sundays = [5, 12, 19, 26]
    assert [days_that_match("0 0 * * " + day, 2024, 5, 31) for day in ("0", "7", "SUN")] == [sundays] * 3
    assert days_that_match("0 0 * * 5-7", 2024, 5, 12) == [3, 4, 5, 10, 11, 12]
    assert days_that_match("0 0 * * 0-1", 2024, 5, 12) == [5, 6, 12]
    assert days_that_match("0 0 * * 6", 2024, 5, 12) == [4, 11]


def test_either_of_two_restricted_day_fields_is_enough():
    assert days_that_match("0 0 13 * FRI", 2024, 5, 31) == [3, 10, 13, 17, 24, 31]
    assert days_that_match("0 0 13 * *", 2024, 5, 31) == [13]
    assert days_that_match("0 0 * * FRI", 2024, 5, 31) == [3, 10, 17, 24, 31]
    assert days_that_match("0 0 */2 * FRI", 2024, 5, 31) == [3, 17, 31]
    assert days_that_match("0 0 1-10 * */5", 2024, 5, 31) == [3, 5, 10]
    assert days_that_match("0 0 1-3 6 4", 2024, 5, 31) == []


WRONG = ["60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 13 *", "* * * 0 *", "* * * * 8", "-1 * * * *", "", "* * * *",
         "* * * * * *", "*/0 * * * *", "10-5 * * * *", "1-60 * * * *", "* * * * FRI-MON", "hello * * * *", "MON * * * *", "* * * MON *",
         "* * * * FRIDAY", "1,,2 * * * *", "5- * * * *", ",5 * * * *", "*/ * * * *", "*/x * * * *", "1.5 * * * *", "59 23 31 2 9"]


def is_refused(expression):
    try:
        solution.matches(expression, at("2024-05-01 10:00"))
    except ValueError:
        return True
    return False


def test_wrong_expressions_raise():
    assert [expression for expression in WRONG if not is_refused(expression)] == []


def test_seconds_are_ignored_and_the_calendar_holds():
    late = at("2024-05-01 10:30").replace(second=59, microsecond=999999)
    assert [solution.matches("30 10 * * *", late), solution.matches("31 10 * * *", late)] == [True, False]
    last = ["2024-01-31 00:00", "2024-03-31 00:00", "2024-04-30 00:00", "2024-02-29 00:00"]
    assert told("0 0 31 * *", *last) == [True, True, False, False]
    assert told("0 0 29 2 *", "2024-02-29 00:00", "2023-02-28 00:00", "2023-03-01 00:00", "2000-02-29 00:00") == [True, False, False, True]
    assert days_that_match("0 0 30 2 *", 2024, 2, 29) == []
    assert told("59 23 31 12 *", "2024-12-31 23:59", "2025-01-01 00:00") == [True, False]


MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
DAYS = "SUN MON TUE WED THU FRI SAT".split()
# The least and the largest number of each field, its names, and the number that the first name stands for.
FIELDS = [(0, 59, [], 0), (0, 23, [], 0), (1, 31, [], 0), (1, 12, MONTHS, 1), (0, 6, DAYS, 0)]


def any_case(rng, name):
    return "".join(rng.choice((letter.lower(), letter)) for letter in name)


def any_part(rng, least, most, names, first_name):
    """The text of a part, and the numbers for which it stands."""
    def written(number):
        return any_case(rng, names[number - first_name]) if names and rng.random() < 0.5 else str(number)

    first, last = sorted((rng.randint(least, most), rng.randint(least, most)))
    step = rng.randint(2, max(2, (most - least) // 3))
    kind = rng.randrange(4)
    if kind == 0:
        return written(first), [first]
    if kind == 1:
        return "%s-%s" % (written(first), written(last)), range(first, last + 1)
    if kind == 2 or most == 6:  # days of the week go on to 7, a second Sunday
        return "%s-%s/%d" % (written(first), written(last), step), range(first, last + 1, step)
    return "%s/%d" % (written(first), step), range(first, most + 1, step)


def any_field(rng, least, most, names, first_name):
    """The text of a field, and the set of numbers for which it stands."""
    if rng.random() < 0.3:
        return "*", set(range(least, most + 1))
    if rng.random() < 0.2:
        step = rng.randint(2, 4)
        return "*/%d" % step, set(range(least, most + 1, step))
    parts = [any_part(rng, least, most, names, first_name) for _ in range(rng.choice((1, 1, 2, 3)))]
    return ",".join(text for text, _ in parts), {number for _, numbers in parts for number in numbers}


def fits(texts, sets, when):
    by_date, by_weekday = when.day in sets[2], when.isoweekday() % 7 in sets[4]
    either = texts[2][0] != "*" and texts[4][0] != "*"
    day = by_date or by_weekday if either else by_date and by_weekday
    return day and when.minute in sets[0] and when.hour in sets[1] and when.month in sets[3]


# Runs beside the answer, where a call takes no time.
MANY = """
import solution


def many(expression, moments):
    return [solution.matches(expression, when) for when in moments]
"""


def test_a_year_of_twenty_generated_expressions():
    rng = random.Random(2)
    many = quantladder_task.define(MANY).many
    first = datetime.datetime(2024, 1, 1)
    for _ in range(20):
        texts, sets = zip(*(any_field(rng, *field) for field in FIELDS))
        moments = [first + datetime.timedelta(days=day, hours=rng.choice(sorted(sets[1])), minutes=rng.choice(sorted(sets[0])))
                   for day in range(366)]
        moments += [first + datetime.timedelta(minutes=rng.randrange(366 * 24 * 60)) for _ in range(200)]
        rng.shuffle(moments)
        want = [fits(texts, sets, when) for when in moments]
        assert (texts, many(" ".join(texts), moments)) == (texts, want)
