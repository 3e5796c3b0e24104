# breaks: age is an integer
