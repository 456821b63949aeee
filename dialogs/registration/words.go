package registration

import (
	"slices"
	"strings"

	"dombot/dialogs"
)

// Enters reports whether a text asks to be signed in, such as «войти» or «Регистрация».
func Enters(text string) bool {
	said := strings.Trim(strings.ToLower(text), " .!?«»\n")
	return slices.Contains([]string{
		"вход", "войти", "войти через госуслуги", "вход через госуслуги", "вход в личный кабинет",
		"госуслуги", "регистрация", "зарегистрироваться", "авторизация", "авторизоваться", "логин", "/login",
	}, said)
}

// Guess returns the flow that a text which asks to be signed in starts: where nobody
// signs in through Госуслуги, the one that says what stands in its place.
func Guess(signIn string) func(text string) (dialogs.Start, bool) {
	start := dialogs.Start{Flow: Flow}
	if signIn == ESIA {
		start.Flow = SignInFlow
	}
	return func(text string) (dialogs.Start, bool) { return start, Enters(text) }
}
