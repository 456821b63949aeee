package main

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"dombot/internal/housing"
)

// did is something that a person did, as it was when it was done.
type did struct {
	who   string
	name  string // what tells one confirmation from another: the button, or the update
	text  string // what the button said, or what was typed
	tap   bool
	event eventOf
}

// eventOf is what of an event lasts: the same deed may arrive more than once.
type eventOf struct {
	update int64
	window int64
	data   string
}

// fact is a confirmation that PostgreSQL has carried out.
type fact struct {
	kind   string
	once   housing.Once
	did    did
	result string
	unseen bool // its outcome may have been lost on the way to the person
}

// facts are what a schedule must come to: who confirmed what, what was carried
// out for it, and what people read about it.
type facts struct {
	mu     sync.Mutex
	notes  map[housing.Once]did // who wrote down what is to be carried out
	done   []fact
	tried  []string            // names of the deeds ‹Сохранить› that are undecided for the person
	denied map[string]string   // deeds that were read as not saved → what was read
	read   map[string][]string // kind → what was read as done
	first  map[string]string   // name of a deed → what its button said at first
}

func newFacts() *facts {
	return &facts{notes: map[housing.Once]did{}, denied: map[string]string{}, read: map[string][]string{}, first: map[string]string{}}
}

// noted notes the deed that wrote a confirmation down.
func (f *facts) noted(once housing.Once, d did) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.notes[once] = d
}

// carried notes a confirmation that was carried out, perhaps again: it belongs
// to who wrote it down, also where another deed finds its outcome.
func (f *facts) carried(done fact) {
	f.mu.Lock()
	defer f.mu.Unlock()
	done.did = f.notes[done.once]
	if !slices.ContainsFunc(f.done, func(old fact) bool { return old.once == done.once }) {
		f.done = append(f.done, done)
	}
}

// retract takes back what was never stored.
func (f *facts) retract(once housing.Once) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.done = slices.DeleteFunc(f.done, func(old fact) bool { return old.once == once })
}

// confirms notes a deed that may be a confirmation.
func (f *facts) confirms(d did) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, known := f.first[d.name]; !known {
		f.first[d.name] = d.text
	}
	if d.tap && f.first[d.name] == labelSave && !slices.Contains(f.tried, d.name) {
		f.tried = append(f.tried, d.name)
	}
}

// unseen notes that what was carried out so far may have been lost on its way
// to the person, who cannot be blamed for not having read it.
func (f *facts) unseen() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.done {
		f.done[i].unseen = true
	}
	f.tried = nil
}

// What people read as done, and as not done.
var (
	readSaved     = regexp.MustCompile(`Показания сохранены · №\s(П-\d+)`)
	readConnected = regexp.MustCompile(`(Лицевой счёт подключён)\.`)
	readRequested = regexp.MustCompile(`Заявка №\s(З-\d+)`)
)

const (
	labelSave  = "Сохранить"
	notSaved   = "Показания не сохранены."
	notCarried = "ничего не сохранено"
)

// reads notes what a person was shown.
func (f *facts) reads(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for kind, sentence := range map[string]*regexp.Regexp{
		"save": readSaved, "connect": readConnected, "request": readRequested,
	} {
		for _, m := range sentence.FindAllStringSubmatch(text, -1) {
			f.read[kind] = append(f.read[kind], m[1])
		}
	}
	f.decide(text)
}

// decide settles for the person what became of the ‹Сохранить› pressed so far.
func (f *facts) decide(text string) {
	f.tried = slices.DeleteFunc(f.tried, func(name string) bool {
		i := slices.IndexFunc(f.done, func(d fact) bool { return d.kind == "save" && d.did.name == name })
		return i >= 0 && slices.Contains(f.read["save"], f.done[i].result)
	})
	if strings.Contains(text, notSaved) || strings.Contains(text, notCarried) {
		for _, name := range f.tried {
			f.denied[name] = text
		}
		f.tried = nil
	}
}
