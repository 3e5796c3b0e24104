# breaks: age is required
