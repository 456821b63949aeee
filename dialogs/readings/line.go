package readings

import (
	"maps"
	"strings"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// filler reports whether a word only joins a meter and its value.
func filler(word string) bool {
	switch strings.ToLower(word) {
	case "вода", "воды", "воду", "энергия", "=", ":", "-", "–", "—", "т2", "т3":
		return true
	}
	return false
}

// typedLine is a part of a message such as «хвс 125,3 гвс 89»: which meter and
// what was typed for it.
type typedLine struct {
	line housing.Line
	text string
}

// resourceOf reads the words by which people call a meter.
func resourceOf(word string) (housing.Resource, bool) {
	switch strings.Trim(strings.ToLower(word), ":.,=-–") {
	case "хвс", "хв", "холодная", "холодной", "хол":
		return housing.ColdWater, true
	case "гвс", "гв", "горячая", "горячей", "гор":
		return housing.HotWater, true
	case "свет", "электричество", "электроэнергия", "эл", "ээ", "т1":
		return housing.Electricity, true
	case "газ":
		return housing.Gas, true
	}
	return "", false
}

// Guess returns the flow that a message such as «хвс 125,3 гвс 89» starts.
func Guess(text string) (dialogs.Start, bool) {
	words := strings.Fields(text)
	if len(words) < 2 || len(text) > 500 || !strings.ContainsAny(text, "0123456789") {
		return dialogs.Start{}, false
	}
	_, ok := resourceOf(words[0])
	return dialogs.Begin(HandInFlow, pick.AccountArgs{Line: text}), ok
}

// oneLine reads the values of several meters from one message; false unless
// every word is understood and names exactly one meter of the page.
func oneLine(p housing.Page, text string) ([]typedLine, bool) {
	var found []typedLine
	for word := range strings.FieldsSeq(text) {
		if r, ok := resourceOf(word); ok {
			l, only := onlyOf(p, r)
			if !only {
				return nil, false
			}
			found = append(found, typedLine{line: l})
			continue
		}
		if len(found) == 0 {
			return nil, false
		}
		if filler(word) {
			continue
		}
		last := &found[len(found)-1]
		last.text = strings.TrimSpace(last.text + " " + strings.TrimRight(word, ";"))
	}
	return found, len(found) > 0
}

// onlyOf returns the meter of r, false unless the page asks for exactly one.
func onlyOf(p housing.Page, r housing.Resource) (housing.Line, bool) {
	var found []housing.Line
	for _, l := range p.Asked() {
		if l.Meter.Resource == r {
			found = append(found, l)
		}
	}
	if len(found) != 1 {
		return housing.Line{}, false
	}
	return found[0], true
}

// takeLine takes the values of one message. The first that cannot be taken
// unasked is opened with its refusal or question; those before it are kept.
func (h handIn) takeLine(s scene, p housing.Page, typed []typedLine) move {
	d := s.Draft
	d.Values = maps.Clone(d.Values)
	if d.Values == nil {
		d.Values = map[housing.MeterID]housing.Values{}
	}
	for _, one := range typed {
		s.Draft = d
		s.Draft.Meter = one.line.Meter.ID
		values, fault := housing.ParseValues(one.text, one.line.Meter.Tariffs)
		if v := one.line.Judge(values); fault != housing.NoFault || v.Lower || v.Jump {
			m := h.enter(s, p, one.line, one.text)
			m.Notice = texts.Join("\n", texts.Escape(meterName(one.line.Meter, h.t)), m.Notice)
			if m.To == "" {
				m.To = "value"
			}
			return m
		}
		d.Values[one.line.Meter.ID] = values
	}
	d.Kept = false
	return dialogs.Stay(d)
}
