package meeting

import (
	"math/big"
	"slices"
	"strings"
	"time"
	"unicode"

	"dombot/internal/housing"
	"dombot/internal/owners"
)

// Entry is a decision on paper that stands, without what it says.
type Entry struct {
	Seq      int64
	Holding  owners.RightID
	Owner    owners.OwnerID
	Received time.Time // when it was handed in
	At       time.Time // when it was entered
	Document string    // of a representative who signed
}

// Collection is how far the collecting of decisions on paper has come. Nothing in it tells how anybody voted.
type Collection struct {
	Meeting Meeting
	Holders []Holder // all owners at the start, by premises
	Entries map[owners.RightID]Entry
	Tapped  map[owners.RightID]time.Time // of [Official] alone: no paper is taken of them
}

// Progress is how much was collected.
type Progress struct {
	Count, Of int      // holdings
	Area, All *big.Rat // their votes, m²
}

// Progress sums up what was handed in on paper.
func (c *Collection) Progress() Progress {
	p := Progress{Area: new(big.Rat), All: new(big.Rat)}
	for _, h := range c.voices() {
		p.Of++
		p.All.Add(p.All, h.Weight)
		if _, handed := c.Entries[h.Holding]; handed {
			p.Count++
			p.Area.Add(p.Area, h.Weight)
		}
	}
	return p
}

// Missing are the holdings of which no decision was given, each with the first of its owners.
func (c *Collection) Missing() []Holder {
	return slices.DeleteFunc(c.voices(), func(h Holder) bool {
		_, handed := c.Entries[h.Holding]
		_, tapped := c.Tapped[h.Holding]
		return handed || tapped
	})
}

// voices are the first owners of all holdings.
func (c *Collection) voices() []Holder {
	seen := map[owners.RightID]bool{}
	var all []Holder
	for _, h := range c.Holders {
		if !seen[h.Holding] {
			all = append(all, h)
		}
		seen[h.Holding] = true
	}
	return all
}

// Holder returns an owner of a holding; false: the register does not have him there.
func (c *Collection) Holder(holding owners.RightID, owner owners.OwnerID) (Holder, bool) {
	i := slices.IndexFunc(c.Holders, func(h Holder) bool { return h.Holding == holding && h.Owner == owner })
	if i < 0 {
		return Holder{}, false
	}
	return c.Holders[i], true
}

// Numbered are the owners of premises as somebody typed them: «45», «кв. 45», «машино-место 45», «пом. 3».
// Without a kind, those of every kind with the number.
func Numbered(all []Holder, typed string) []Holder {
	kind, number := placeTyped(typed)
	var found []Holder
	for _, h := range all {
		same := number != "" && housing.FoldNumber(h.Premises.Number) == number
		if k := h.Premises.Kind; same && (kind == "" || kind == k || k == "" && kind == owners.Residential) {
			found = append(found, h)
		}
	}
	return found
}

// placeTyped takes what was typed apart: the kind of premises where it is named, and the number.
func placeTyped(s string) (owners.Kind, string) {
	s = strings.ToLower(strings.TrimSpace(s))
	i := strings.IndexFunc(s, unicode.IsDigit)
	if i < 0 {
		return "", ""
	}
	number := housing.FoldNumber(strings.Trim(s[i:], " .,№"))
	word := strings.Trim(strings.ReplaceAll(s[:i], " ", ""), ".,№")
	for _, x := range []struct {
		kind   owners.Kind
		begins []string
	}{
		{owners.Residential, []string{"кв"}},
		{owners.Parking, []string{"машин", "мм", "м/м", "м-м", "место", "парк", "гараж"}},
		{owners.NonResidential, []string{"пом", "неж", "офис"}},
	} {
		if slices.ContainsFunc(x.begins, func(b string) bool { return strings.HasPrefix(word, b) }) {
			return x.kind, number
		}
	}
	return "", housing.FoldNumber(word) + number // a number that begins with letters
}

// HandedIn is the moment of a decision on paper that was handed in on a day: now, where it is today, else
// noon, within the term; false: the day lies outside it, or is still to come.
func (m *Meeting) HandedIn(day housing.Date, now time.Time) (time.Time, bool) {
	loc := m.Location()
	first, last := housing.DateOf(m.Starts.In(loc)), housing.DateOf(m.Ends.Add(-time.Second).In(loc))
	if day.Before(first) || last.Before(day) || m.Today(now).Before(day) {
		return time.Time{}, false
	}
	at := day.In(loc).Add(12 * time.Hour)
	if day == m.Today(now) {
		at = now
	}
	if at.Before(m.Starts) {
		at = m.Starts
	}
	if end := m.Ends.Add(-time.Second); at.After(end) {
		at = end
	}
	return at.Truncate(time.Second).UTC(), !at.After(now)
}
