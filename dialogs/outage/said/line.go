package said

import (
	"errors"
	"strings"
	"time"

	"dombot/internal/housing"
)

// Report is one line taken apart: «авария хвс ленина 12 п2 до 9».
type Report struct {
	Utilities []housing.Utility
	Places    []Place
	Times     Times
	Timed     bool     // a time was told
	Told      string   // the time, as it was typed
	Unknown   []string // as they were typed
}

// maxWords is of how many words a line is read.
const maxWords = 60

// Line reads what is off, where and how long; the time stands at the beginning
// or at the end. An error is that of the time, a [*TimeError]; all else is read then as well.
func Line(text string, now time.Time) (Report, error) {
	if len([]rune(text)) > maxTyped || len(strings.Fields(text)) > maxWords {
		return Report{Unknown: []string{text}}, nil
	}
	var r Report
	var fault error
	r.Utilities, text = Resources(text)
	words := strings.Fields(text)
	for len(words) > 0 && said(words[0]) {
		words = words[1:]
	}
	forms := newTimeForms()
	before, after := forms.timed(words, now)
	switch {
	case after < len(words):
		r.Told, words, r.Timed = strings.Join(words[after:], " "), words[:after], true
	case before > 0:
		r.Told, words, r.Timed = strings.Join(words[:before], " "), words[before:], true
	}
	if r.Timed {
		r.Times, fault = forms.when(r.Told, now)
	}
	for len(words) > 0 && said(words[0]) {
		words = words[1:]
	}
	for len(words) > 0 && said(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	r.Places, r.Unknown = Places(strings.Join(words, " "))
	return r, fault
}

// said reports whether a word only says that something is off.
func said(w string) bool {
	switch bareWord(w) {
	case "", "авария", "аварийно", "нет", "без", "пропал", "пропала",
		"отключение", "отключили", "отключено", "отключат", "ограничение", "подача":
		return true
	}
	return false
}

// timed finds where the time of a line is: up to the word before, or from the
// word after. Of several readings the longest that leaves a place is taken.
func (f timeForms) timed(words []string, now time.Time) (before, after int) {
	last := len(words)
	for from := range words {
		if !f.isTime(words[from:], now) {
			continue
		}
		if _, unknown := Places(strings.Join(words[:from], " ")); len(unknown) == 0 {
			return 0, from
		}
		last = min(last, from)
	}
	if last < len(words) {
		return 0, last
	}
	for to := len(words); to > 0; to-- {
		if f.isTime(words[:to], now) {
			return to, len(words)
		}
	}
	return 0, len(words)
}

// isTime reports whether words are a time, be it one that cannot be used.
func (f timeForms) isTime(words []string, now time.Time) bool {
	if strings.Trim(words[0], "-–—") == "" { // «Мира – 3»
		return false
	}
	_, err := f.when(strings.Join(words, " "), now)
	fault, ok := errors.AsType[*TimeError](err)
	return err == nil || ok && fault.Fault != NotUnderstood
}
