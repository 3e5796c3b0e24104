// rule.go
package main

import "errors"

// Evaluate applies the rule.
func Evaluate(rule any) (bool, error) {
	if rule == nil {
		return false, errors.New("no rule")
	}
	return true, nil
}
