package said

import (
	"slices"
	"strings"

	"dombot/internal/housing"
)

// Item is what was said of one meter.
type Item struct {
	Text     string            `json:"text"`               // as it was typed
	Resource housing.Resource  `json:"resource,omitempty"` // empty where none is named
	Named    bool              `json:"named,omitempty"`    // by its place or serial
	Meters   []housing.MeterID `json:"meters,omitempty"`   // those that fit what was said; none: nobody
	Numbers  []Number          `json:"numbers,omitempty"`
}

// Number is one number of an item.
type Number struct {
	Text   string `json:"text"`             // as it was typed
	Tariff int    `json:"tariff,omitempty"` // from 1; 0 where none was named
	Soft   bool   `json:"soft,omitempty"`   // only spaces stand between it and the number before
}

// Line is a message taken apart.
type Line struct {
	Items   []Item
	Unclear []string // as they were typed
	Named   bool     // the flat is named
}

// Fits reports whether each part of the line has a meter in the flat.
func (l Line) Fits() bool {
	return len(l.Items) > 0 && !slices.ContainsFunc(l.Items, func(i Item) bool { return len(i.Meters) == 0 })
}

// maxTyped is how many runes of a message are read.
const maxTyped = 500

// Read takes a message about a flat apart.
func Read(message string, flat Flat) Line {
	text := []rune(message)
	if len(text) > maxTyped {
		return Line{Unclear: []string{message}}
	}
	lexed := classify(text, flat)
	tokens := slices.DeleteFunc(slices.Clone(lexed.out), func(t token) bool { return t.kind == strange })
	backward := numbersFirst(tokens)
	if backward {
		tokens = turned(tokens)
	}
	r := reader{flat: flat, text: text, placeFirst: len(tokens) > 0 && tokens[0].kind == place}
	for _, t := range tokens {
		r.take(t)
	}
	r.leave()
	if backward {
		slices.Reverse(r.items)
		for i := range r.items {
			r.items[i].Numbers = unturned(r.items[i].Numbers)
		}
	}
	line := Line{Items: r.items, Named: lexed.named}
	for _, t := range lexed.out {
		orphan := slices.ContainsFunc(r.orphans, func(o token) bool { return o.from == t.from })
		if t.kind == strange || orphan {
			line.Unclear = append(line.Unclear, t.text)
		}
	}
	return line
}

// numbersFirst reports whether each meter is named behind its numbers: «45 гвс».
func numbersFirst(tokens []token) bool {
	if len(tokens) < 2 {
		return false
	}
	first, last := tokens[0], tokens[len(tokens)-1]
	return first.kind == number && last.kind != number && last.kind != serial
}

// turned returns tokens from last to first.
func turned(tokens []token) []token {
	back := slices.Clone(tokens)
	slices.Reverse(back)
	for i := range back { // the space before a token is behind it now
		back[i].soft = i > 0 && tokens[len(tokens)-i].soft
	}
	return back
}

func unturned(numbers []Number) []Number {
	slices.Reverse(numbers)
	for i := len(numbers) - 1; i > 0; i-- {
		numbers[i].Soft = numbers[i-1].Soft
	}
	if len(numbers) > 0 {
		numbers[0].Soft = false
	}
	return numbers
}

// reader puts tokens together into items.
type reader struct {
	flat       Flat
	text       []rune
	placeFirst bool   // «кухня хвс 1 гвс 2 ванная хвс 3»
	within     *token // the place that came first
	used       bool   // an item lies within
	cur        *draft
	items      []Item
	orphans    []token // what belongs to nothing
}

// draft is an item in the making.
type draft struct {
	Item
	tokens  []token
	among   []housing.MeterID // what places and serials say; nil: nothing
	tariffs int               // bits of the tariffs that were named
	label   int               // the tariff that the next number is of
}

func (r *reader) take(t token) {
	switch t.kind {
	case resource:
		r.resource(t)
	case tariff:
		r.tariff(t)
	case place:
		r.place(t)
	case serial:
		r.serial(t)
	default:
		r.number(t)
	}
}

// open starts the next item.
func (r *reader) open(res housing.Resource) *draft {
	r.end()
	r.cur = &draft{Item: Item{Resource: res}}
	if r.within != nil {
		r.used = true
		r.cur.Named, r.cur.among = true, r.within.meters
	}
	return r.cur
}

func (r *reader) resource(t token) {
	c := r.cur
	if c == nil || len(c.Numbers) > 0 || c.Resource != "" && c.Resource != t.resource {
		c = r.open(t.resource)
	}
	c.Resource = t.resource
	c.tokens = append(c.tokens, t)
}

// tariff goes on with the item at hand, unless it has that tariff already or
// is of a meter that has none.
func (r *reader) tariff(t token) {
	c := r.cur
	bit := 1 << t.tariff
	switch {
	case c == nil:
		c = r.open("")
	case c.tariffs&bit != 0:
		same := c.Resource
		c = r.open(same)
	case c.Resource != "" && !r.flat.counts(c.Resource, t.tariff):
		c = r.open("")
	}
	c.tariffs |= bit
	c.label = t.tariff
	c.tokens = append(c.tokens, t)
}

// counts reports whether a meter of the resource has that tariff.
func (f Flat) counts(r housing.Resource, tariff int) bool {
	if r == housing.Electricity {
		return true
	}
	return slices.ContainsFunc(f.Meters, func(m housing.Meter) bool {
		return m.Resource == r && m.Tariffs >= max(2, tariff)
	})
}

// place says where the meter at hand stands; before the first meter, where the
// following ones do; behind a whole item, where the next one of its kind does.
func (r *reader) place(t token) {
	c := r.cur
	switch {
	case r.placeFirst && (c == nil || len(c.Numbers) > 0):
		r.leave()
		r.within, r.used = &t, false
		return
	case c == nil:
		c = r.open("")
	case c.Named && len(c.Numbers) > 0:
		c = r.open(c.Resource)
	}
	c.narrow(t)
}

// leave ends a place; one in which nothing was said belongs to nothing.
func (r *reader) leave() {
	r.end()
	if r.within != nil && !r.used {
		r.orphans = append(r.orphans, *r.within)
	}
}

func (r *reader) serial(t token) {
	c := r.cur
	if c == nil || len(c.Numbers) > 0 {
		c = r.open("")
	}
	c.narrow(t)
}

// narrow keeps the meters that t names as well.
func (d *draft) narrow(t token) {
	d.tokens = append(d.tokens, t)
	if !d.Named {
		d.Named, d.among = true, t.meters
		return
	}
	d.among = slices.DeleteFunc(slices.Clone(d.among), func(id housing.MeterID) bool {
		return !slices.Contains(t.meters, id)
	})
}

func (r *reader) number(t token) {
	c := r.cur
	if c == nil {
		c = r.open("")
	}
	soft := t.soft && len(c.Numbers) > 0 && c.tokens[len(c.tokens)-1].kind == number
	c.Numbers = append(c.Numbers, Number{Text: t.text, Tariff: c.label, Soft: soft})
	c.tokens = append(c.tokens, t)
}

// end closes the item at hand.
func (r *reader) end() {
	c := r.cur
	r.cur = nil
	if c == nil {
		return
	}
	c.Meters = r.flat.fitting(c)
	tail := r.tail(c)
	c.Text = string(r.text[c.from():c.to()])
	if split := r.flat.bySerials(c.Item); len(split) > 0 {
		r.items = append(r.items, append(split, tail...)...)
		return
	}
	defer func() { r.items = append(r.items, tail...) }()
	if c.Resource == "" && !c.Named && c.tariffs == 0 {
		r.orphans = append(r.orphans, c.tokens...)
		return
	}
	r.items = append(r.items, c.Item)
}

// tail cuts off the numbers behind an item that begin with a serial:
// «гвс 45 345672 123,4».
func (r *reader) tail(c *draft) []Item {
	for i := 1; i+1 < len(c.Numbers) && r.flat.bySerials(c.Item) == nil; i++ {
		rest := Item{Numbers: c.Numbers[i:], Meters: r.flat.all()}
		items := r.flat.bySerials(rest)
		if len(items) == 0 {
			continue
		}
		numbers := 0
		c.tokens = slices.DeleteFunc(c.tokens, func(t token) bool {
			if t.kind == number {
				numbers++
			}
			return numbers > i
		})
		c.Numbers = c.Numbers[:i]
		return items
	}
	return nil
}

func (f Flat) all() []housing.MeterID {
	all := make([]housing.MeterID, len(f.Meters))
	for i, m := range f.Meters {
		all[i] = m.ID
	}
	return all
}

func (d *draft) from() int {
	return slices.MinFunc(d.tokens, func(a, b token) int { return a.from - b.from }).from
}

func (d *draft) to() int {
	return slices.MaxFunc(d.tokens, func(a, b token) int { return a.to - b.to }).to
}

// fitting returns the meters that an item may be about. Tariffs belong to a
// meter that counts several, else to electricity.
func (f Flat) fitting(d *draft) []housing.MeterID {
	var found, several []housing.MeterID
	for _, m := range f.Meters {
		if d.Resource != "" && m.Resource != d.Resource || d.Named && !slices.Contains(d.among, m.ID) {
			continue
		}
		if d.Resource != "" || d.tariffs == 0 || m.Resource == housing.Electricity {
			found = append(found, m.ID)
		}
		if d.tariffs > 0 && m.Tariffs > 1 {
			several = append(several, m.ID)
		}
	}
	if len(several) > 0 {
		return several
	}
	return found
}

// bySerials reads numbers of which the first is the end of a serial:
// «345672 123,4», and so on to the last.
func (f Flat) bySerials(it Item) []Item {
	var items []Item
	rest := it.Numbers
	for len(rest) > 0 {
		m, ok := f.serialOf(rest[0], it)
		if !ok || len(rest) < 1+m.Tariffs {
			return nil
		}
		one := Item{Resource: it.Resource, Named: true, Meters: []housing.MeterID{m.ID}}
		one.Numbers = slices.Clone(rest[1 : 1+m.Tariffs])
		one.Numbers[0].Soft = false
		typed := []string{rest[0].Text}
		for _, n := range one.Numbers {
			typed = append(typed, n.Text)
		}
		one.Text = strings.Join(typed, " ")
		if it.Text != "" && len(rest) == len(it.Numbers) && len(rest) == 1+m.Tariffs {
			one.Text = it.Text
		}
		items, rest = append(items, one), rest[1+m.Tariffs:]
	}
	return items
}

// serialOf returns the one meter of the item whose serial ends with n.
func (f Flat) serialOf(n Number, it Item) (housing.Meter, bool) {
	if n.Tariff > 0 || strings.ContainsAny(n.Text, ".,") {
		return housing.Meter{}, false
	}
	var found []housing.Meter
	for _, id := range f.bySerial(n.Text, 4) {
		i := slices.IndexFunc(f.Meters, func(m housing.Meter) bool { return m.ID == id })
		if slices.Contains(it.Meters, id) {
			found = append(found, f.Meters[i])
		}
	}
	if len(found) != 1 {
		return housing.Meter{}, false
	}
	return found[0], true
}

// Likely reports whether a message gives readings, whatever the flat.
func Likely(message string) bool {
	text := []rune(message)
	if len(text) > maxTyped || strings.Contains(message, "?") {
		return false
	}
	meters, numbers, strangers := 0, 0, 0
	for _, t := range classify(text, Flat{}).out {
		switch t.kind {
		case resource, tariff:
			meters++
		case number:
			numbers++
		default:
			strangers++
		}
	}
	told := slices.ContainsFunc(scan(text), func(p piece) bool { return complaint(p.letters()) })
	return meters > 0 && numbers > 0 && strangers <= numbers && !told
}
