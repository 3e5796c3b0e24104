# breaks: the id has the usual form of 36 characters
