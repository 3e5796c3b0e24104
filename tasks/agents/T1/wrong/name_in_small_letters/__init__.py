# breaks: the name is that of the request
