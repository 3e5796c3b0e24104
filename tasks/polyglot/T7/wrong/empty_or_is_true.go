// breaks: test_empty_lists, test_five_hundred_generated_rules: an empty or is false
package main

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// Evaluate tells whether the record fulfils the rule.
func Evaluate(rule, record map[string]any) (bool, error) {
	if len(rule) == 1 {
		for key, inner := range rule {
			switch key {
			case "and":
				return evaluateList(inner, record, false)
			case "or":
				return evaluateList(inner, record, true)
			case "not":
				result, err := evaluateNode(inner, record)
				return !result, err
			}
		}
	}
	value, hasValue := rule["value"]
	field, hasField := rule["field"].(string)
	op, hasOp := rule["op"].(string)
	if len(rule) != 3 || !hasValue || !hasField || !hasOp {
		return false, errors.New("this is no node")
	}
	if err := checkValue(op, value); err != nil {
		return false, err
	}
	found, exists := lookUp(record, field)
	return compare(op, found, exists, value)
}

// evaluateList evaluates nodes until one has the result that decides.
func evaluateList(list any, record map[string]any, decisive bool) (bool, error) {
	nodes, ok := list.([]any)
	if !ok {
		return false, errors.New("and, or: this is no list")
	}
	if len(nodes) == 0 {
		return true, nil
	}
	for _, node := range nodes {
		result, err := evaluateNode(node, record)
		if err != nil {
			return false, err
		}
		if result == decisive {
			return decisive, nil
		}
	}
	return !decisive, nil
}

func evaluateNode(node any, record map[string]any) (bool, error) {
	rule, ok := node.(map[string]any)
	if !ok {
		return false, errors.New("a node must be an object")
	}
	return Evaluate(rule, record)
}

func lookUp(record map[string]any, field string) (any, bool) {
	var value any = record
	for _, name := range strings.Split(field, ".") {
		object, ok := value.(map[string]any)
		if !ok {
			return nil, false
		}
		if value, ok = object[name]; !ok {
			return nil, false
		}
	}
	return value, true
}

// checkValue refuses unknown operators, and values that no field can be compared with.
func checkValue(op string, value any) error {
	ok := true
	switch op {
	case "eq", "ne", "contains":
	case "gt", "ge", "lt", "le":
		_, isNumber := value.(float64)
		_, isText := value.(string)
		ok = isNumber || isText
	case "in":
		_, ok = value.([]any)
	case "exists":
		_, ok = value.(bool)
	default:
		return fmt.Errorf("there is no operator %q", op)
	}
	if !ok {
		return fmt.Errorf("%s does not take this value", op)
	}
	return nil
}

func compare(op string, found any, exists bool, value any) (bool, error) {
	if op == "exists" {
		return exists == value.(bool), nil
	}
	if !exists {
		return op == "ne", nil
	}
	switch op {
	case "eq":
		return reflect.DeepEqual(found, value), nil
	case "ne":
		return !reflect.DeepEqual(found, value), nil
	case "in":
		return isElement(value.([]any), found), nil
	case "contains":
		return contains(found, value)
	}
	return order(op, found, value)
}

func isElement(list []any, value any) bool {
	for _, element := range list {
		if reflect.DeepEqual(element, value) {
			return true
		}
	}
	return false
}

func contains(found, value any) (bool, error) {
	switch whole := found.(type) {
	case []any:
		return isElement(whole, value), nil
	case string:
		if part, ok := value.(string); ok {
			return strings.Contains(whole, part), nil
		}
	}
	return false, errors.New("contains does not compare these types")
}

func order(op string, found, value any) (bool, error) {
	var less, greater bool
	switch right := value.(type) {
	case float64:
		left, ok := found.(float64)
		if !ok {
			return false, errors.New("a number is compared with a number only")
		}
		less, greater = left < right, left > right
	case string:
		left, ok := found.(string)
		if !ok {
			return false, errors.New("a text is compared with a text only")
		}
		less, greater = left < right, left > right
	}
	switch op {
	case "gt":
		return greater, nil
	case "ge":
		return !less, nil
	case "lt":
		return less, nil
	}
	return !greater, nil
}
