package simulator

import (
	"fmt"
	"slices"
	"strings"
)

// missingWords refuses a call without a required parameter.
func missingWords(f field) string {
	said := map[string]string{
		"text":                  "message text is empty",
		"chat_id":               "chat_id is empty",
		"from_chat_id":          "from_chat_id is empty",
		"latitude":              "latitude is empty",
		"longitude":             "longitude is empty",
		"user_id":               "invalid user_id specified",
		"message_id":            "message identifier is not specified",
		"message_ids":           "message identifiers are not specified",
		"callback_query_id":     queryTooOld,
		"shipping_query_id":     queryTooOld,
		"pre_checkout_query_id": queryTooOld,
		"file_id":               "file_id not specified",
		"action":                "wrong parameter action in request",
		"reply_markup":          "object expected as reply markup",
		"question":              "poll question must be non-empty",
		"options":               "can't parse options JSON object",
	}
	switch words, ok := said[f.Name]; {
	case ok:
		return words
	case slices.Contains(f.Types, "InputFile"):
		return fmt.Sprintf("there is no %s in the request", spaced(f.Name))
	}
	return fmt.Sprintf("parameter %q is required", f.Name)
}

func wrongNumber(name string) string {
	switch name {
	case "user_id":
		return "invalid user_id specified"
	case "message_id":
		return "message identifier is not specified"
	}
	return fmt.Sprintf("field %q must be a valid Number", name)
}

func nullWords(name string) string {
	if name == "suggested_tip_amounts" {
		return "expected an Array of suggested tip amounts"
	}
	return "object expected as " + name
}

// lengthWords refuses a text of the wrong length; otherwise stands for what has no words of its own.
func lengthWords(name, otherwise string) string {
	switch name {
	case "text":
		return "message is too long"
	case "caption":
		return "message caption is too long"
	case "callback_data":
		return "BUTTON_DATA_INVALID"
	case "question":
		return "poll question length must not exceed 300"
	case "payload":
		return "INVOICE_PAYLOAD_INVALID"
	case "command":
		return "BOT_COMMAND_INVALID"
	case "secret_token":
		return "secret token is too long"
	}
	return otherwise
}

func itemsWords(name string, n int, l limit) string {
	none := map[string]string{
		"message_ids": "message identifiers are not specified",
		"options":     "poll must have at least 1 option",
		"media":       "there are no messages to send",
	}
	many := map[string]string{
		"commands":              "BOT_COMMANDS_TOO_MUCH",
		"message_ids":           "too many message identifiers specified",
		"suggested_tip_amounts": fmt.Sprintf("there can be at most %d suggested tip amounts", l.max),
		"options":               fmt.Sprintf("poll can't have more than %d options", l.max),
		"media":                 "too many messages to send as an album",
	}
	switch {
	case n == 0 && none[name] != "":
		return none[name]
	case n > l.max && many[name] != "":
		return many[name]
	}
	return fmt.Sprintf("%s must have %d-%d items", name, l.min, l.max)
}

func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }
