# breaks: the id is a UUID
