Counter = dict
