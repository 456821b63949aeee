package simulator

import (
	"fmt"
	"slices"
	"strings"
)

// missingWords refuses a call without a required parameter.
func missingWords(f field) string {
	switch f.Name {
	case "text":
		return "message text is empty"
	case "chat_id", "from_chat_id":
		return f.Name + " is empty"
	case "user_id":
		return "invalid user_id specified"
	case "message_id":
		return "message identifier is not specified"
	case "message_ids":
		return "message identifiers are not specified"
	case "callback_query_id":
		return queryTooOld
	case "file_id":
		return "file_id not specified"
	case "action":
		return "wrong parameter action in request"
	case "reply_markup":
		return "object expected as reply markup"
	case "question":
		return "poll question must be non-empty"
	case "options":
		return "can't parse options JSON object"
	case "shipping_query_id", "pre_checkout_query_id":
		return queryTooOld
	case "latitude", "longitude":
		return f.Name + " is empty"
	}
	if slices.Contains(f.Types, "InputFile") {
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
	switch {
	case name == "commands":
		return "BOT_COMMANDS_TOO_MUCH"
	case name == "message_ids" && n == 0:
		return "message identifiers are not specified"
	case name == "message_ids":
		return "too many message identifiers specified"
	case name == "suggested_tip_amounts":
		return fmt.Sprintf("there can be at most %d suggested tip amounts", l.max)
	case name == "options" && n == 0:
		return "poll must have at least 1 option"
	case name == "options":
		return fmt.Sprintf("poll can't have more than %d options", l.max)
	case name == "media" && n == 0:
		return "there are no messages to send"
	case name == "media" && n > l.max:
		return "too many messages to send as an album"
	}
	return fmt.Sprintf("%s must have %d-%d items", name, l.min, l.max)
}

func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }
