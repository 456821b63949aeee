package pick

import (
	"strconv"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Key returns a row's key as the argument of a button.
func Key[T ~int64](id T) string { return strconv.FormatInt(int64(id), 10) }

// OfKey reads what [Key] wrote; arguments of buttons never leave the session.
func OfKey[T ~int64](arg string) T {
	n, _ := strconv.ParseInt(arg, 10, 64)
	return T(n)
}

// Title is how a connected account is called: by the person's own name, else
// by its address.
func Title(l housing.Connection) string {
	if l.Name != "" {
		return l.Name
	}
	return texts.ShortAddress(l.Account.House.Address, l.Account.Premises)
}

// echoed is how much of what was typed a refusal repeats.
const echoed = 40

// Echo keeps the repetition of what was typed short.
func Echo(typed string) string {
	if r := []rune(typed); len(r) > echoed {
		return string(r[:echoed]) + "…"
	}
	return typed
}

// Wants says that a flow is started with no arguments and ends with result.
func Wants(flow string, result any) dialogs.Want {
	return dialogs.Want{Flow: flow, Args: struct{}{}, Result: result}
}
