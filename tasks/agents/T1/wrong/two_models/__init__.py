# breaks: models.py holds UserCreate and nothing else
