# breaks: the answer has status 201
