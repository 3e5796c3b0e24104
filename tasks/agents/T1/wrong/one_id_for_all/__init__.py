# breaks: each user has a new id
