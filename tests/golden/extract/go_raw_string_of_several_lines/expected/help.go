package main

const help = `usage:
Run it with a file. It prints:
{ "a": 1
`

func Help() string { return help }
