# breaks: the answer has the key id
