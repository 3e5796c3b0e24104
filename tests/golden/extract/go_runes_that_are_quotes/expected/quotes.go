package main

func Quotes(s string) int {
	n := 0
	for _, r := range s {
		if r == '"' || r == '\'' { // either
			n++
		}
	}
	return n
}
