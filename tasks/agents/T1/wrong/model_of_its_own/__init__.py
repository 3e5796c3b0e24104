# breaks: main.py takes the model from models
