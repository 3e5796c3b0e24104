# breaks: test_ranges, test_steps, test_names_of_months_and_days, test_sunday_is_0_and_7, test_either_of_two_restricted_day_fields_is_enough, test_a_year_of_twenty_generated_expressions: the end of a range is included
MONTHS = {name: number for number, name in enumerate("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(), 1)}
DAYS = {name: number for number, name in enumerate("SUN MON TUE WED THU FRI SAT".split())}
FIELDS = [(0, 59, {}), (0, 23, {}), (1, 31, {}), (1, 12, MONTHS), (0, 7, DAYS)]


def matches(expression, when):
    texts = expression.split()
    if len(texts) != len(FIELDS):
        raise ValueError("a cron expression has five fields")
    minutes, hours, days, months, weekdays = (numbers_of(text, *field) for text, field in zip(texts, FIELDS))
    weekday = when.isoweekday()  # Sunday is 7
    by_date = when.day in days
    by_weekday = weekday in weekdays or weekday % 7 in weekdays
    if texts[2].startswith("*") or texts[4].startswith("*"):
        day = by_date and by_weekday
    else:
        day = by_date or by_weekday
    return day and when.minute in minutes and when.hour in hours and when.month in months


def numbers_of(text, least, most, names):
    """All numbers that a field stands for."""
    numbers = set()
    for part in text.split(","):
        span, slash, step = part.partition("/")
        step = whole_number(step) if slash else 1
        if step == 0:
            raise ValueError("a step must not be 0")
        if span == "*":
            first, last = least, most
        else:
            begin, dash, end = span.partition("-")
            first = number_of(begin, least, most, names)
            last = number_of(end, least, most, names) if dash else most if slash else first
        if last < first:
            raise ValueError("a range ends before it begins")
        numbers.update(range(first, last if "-" in span and first < last else last + 1, step))
    return numbers


def number_of(text, least, most, names):
    number = names[text.upper()] if text.upper() in names else whole_number(text)
    if not least <= number <= most:
        raise ValueError("a number is outside its field")
    return number


def whole_number(text):
    if not (text.isascii() and text.isdigit()):
        raise ValueError("a number was expected")
    return int(text)
