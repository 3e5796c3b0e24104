// Reads a line {"rule": ..., "record": ...} of JSON after the other, evaluates the rule, and answers with a line for each.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	type question struct {
		Rule   map[string]any `json:"rule"`
		Record map[string]any `json:"record"`
	}
	type answer struct {
		Result bool    `json:"result"`
		Error  *string `json:"error"`
		Panic  *string `json:"panic"`
	}
	evaluate := func(asked question) (given answer) {
		defer func() {
			if problem := recover(); problem != nil {
				text := fmt.Sprint(problem)
				given.Panic = &text
			}
		}()
		result, err := Evaluate(asked.Rule, asked.Record)
		given.Result = result
		if err != nil {
			text := "error"
			given.Error = &text
		}
		return given
	}

	out := os.Stdout
	os.Stdout = os.Stderr // what the answer prints is no result
	fmt.Fprintln(out, "ready")
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		text, err := json.Marshal(evaluate(asked))
		if err != nil {
			panic(err)
		}
		fmt.Fprintln(out, string(text))
	}
}
