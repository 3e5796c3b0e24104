# breaks: the answer is the user itself
