package texts

import (
	"fmt"
	"strings"
	"time"
)

// MaskEmail returns «m…a@mail.ru»: enough for its owner to know it by.
func MaskEmail(address string) string {
	at := strings.LastIndex(address, "@")
	if at < 1 {
		return "…"
	}
	name := []rune(address[:at])
	masked := string(name[:1]) + "…"
	if len(name) > 2 {
		masked += string(name[len(name)-1:])
	}
	return masked + address[at:]
}

// moscow is how far the clock of Moscow is ahead of UTC.
const moscow = 3 * 60 * 60

// ZoneName returns how far a moment's zone is from Moscow, as people in Russia
// name it: «МСК», «МСК+4», «МСК−1».
func ZoneName(t time.Time) string {
	_, offset := t.Zone()
	apart := offset - moscow
	sign := "+"
	switch {
	case apart == 0:
		return "МСК"
	case apart < 0:
		sign, apart = "−", -apart
	}
	name := fmt.Sprintf("МСК%s%d", sign, apart/3600)
	if minutes := apart % 3600 / 60; minutes != 0 {
		name += fmt.Sprintf(":%02d", minutes)
	}
	return name
}
