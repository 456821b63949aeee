package dialogs

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestATagIsReadBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	for _, want := range []struct {
		tag tag
		i   int
		s   string
	}{
		{tag{"AQEBAQEB", 0}, 0, "1.AQEBAQEB.0.0"},
		{tag{"a-_Z", 35}, 12, "1.a-_Z.z.12"},
		{tag{"x", 1<<63 - 1}, 99, "1.x.1y2p0ij32e8e7.99"},
	} {
		if got := want.tag.data(want.i); got != want.s {
			t.Errorf("written %q, want %q", got, want.s)
		}
		got, i, ok := parseTag(want.s)
		if !ok || got != want.tag || i != want.i {
			t.Errorf("parseTag(%q) = %v, %d, %v", want.s, got, i, ok)
		}
	}
}

func TestWhatNoButtonCarriesIsRefused(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", ".", "1", "1...", "1..0.0", "2.x.0.0", "1.x.0", "1.x.0.0.0", "1.x.-1.0", "1.x.0.-1", "1.x.ё.0", "1.x.0.ё",
		"1.x.zzzzzzzzzzzzzzz.0", "1.x.0.99999999999999999999", "1.x. 0.0", "1.x.0.1 ",
		"1.x.+1.0", "1.x.01.0", "1.x.Z.0", "1.x.1.00", "1.x.1.+0", "1.x.-0.0",
		"1." + strings.Repeat("x", 58) + ".0.00",
	} {
		if got, i, ok := parseTag(s); ok {
			t.Errorf("parseTag(%q) = %v, %d", s, got, i)
		}
	}
}

// FuzzParseTag proves that nothing a messenger hands over can break the
// reading of it, and that what is read is what was written.
func FuzzParseTag(f *testing.F) {
	for _, s := range []string{"", "1.AQEBAQEB.z.0", "1.x.1y2p0ij32e8e7.99", "1.x.+1.+1", "2.x.0.0", "\xff.\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, i, ok := parseTag(s)
		if !ok {
			if got != (tag{}) || i != 0 {
				t.Errorf("parseTag(%q) refuses and returns %v, %d", s, got, i)
			}
			return
		}
		if got.data(i) != s || got.Rev < 0 || i < 0 {
			t.Errorf("%q → %v, %d → %q", s, got, i, got.data(i))
		}
	})
}

// FuzzTagRoundTrip proves that every button that is written can be pressed.
func FuzzTagRoundTrip(f *testing.F) {
	f.Add("AQEBAQEB", int64(1), 0)
	f.Add("________", int64(1<<62), 1<<30)
	f.Fuzz(func(t *testing.T, instance string, rev int64, i int) {
		if instance == "" || len(instance) > 8 || strings.Contains(instance, ".") || rev < 0 || i < 0 {
			return // the engine draws instances of 8 letters and counts up
		}
		want := tag{Instance: instance, Rev: rev}
		got, j, ok := parseTag(want.data(i))
		if !ok || got != want || j != i {
			t.Errorf("%v, %d → %q → %v, %d, %v", want, i, want.data(i), got, j, ok)
		}
	})
}

// FuzzReadSession proves that whatever is stored, a person gets an answer, and
// that one press carries out what the stored draft says, once, or nothing.
func FuzzReadSession(f *testing.F) {
	for _, s := range []string{
		"", "{}", "null", `{"v":1}`, `{"v":2,"instance":"x"}`, `{"v":1,"instance":"x","person":7,"acts":[{"do":"~back"}]}`,
		`{"v":1,"instance":"x","frames":[{"flow":"form","v":1,"step":"size","draft":{"name":"А"},` +
			`"history":[{"step":"name","draft":{}}]}],"pending":{"flow":"gone"}}`,
		`{"v":1,"frames":[{"flow":"form","v":1,"step":"name","draft":{}},{"flow":"gate","v":1,"step":"ask","gate":true,"draft":{}}]}`,
		`{"v":1,"instance":"x","person":7,"frames":[{"flow":"form","v":1,"step":"check",` +
			`"draft":{"name":"А","size":"S"}}],"acts":[{"do":"confirm"},{"do":"more"}],"face":3}`,
		`{"v":1,"instance":"x","frames":[{"flow":"form","v":1,"step":"check","draft":{"name":"А"}}],"acts":[{"do":"confirm"}],` +
			`"doing":{"intent":{"do":"confirm"},"draft":{"name":"Б","size":"L"},"once":"x/form.check/u1","update":1}}`,
		`{"v":1,"frames":[{"flow":"gone"}],"tries":-1}`, `{"v":1,"frames":[{"gate":true}]}`, `[1]`,
	} {
		f.Add([]byte(s), 0)
		f.Add([]byte(s), 1)
	}
	town := *newTown(f)
	f.Fuzz(func(t *testing.T, data []byte, i int) {
		s, ok := readSession(data)
		if s.V != sessionVersion {
			t.Errorf("version %d of a session that was read: %v", s.V, ok)
		}
		if !ok && (s.Instance != "" || s.Frames != nil) {
			t.Errorf("half of an unreadable session was kept: %+v", s)
		}
		w := town // each run has a shelf of its own; the catalogue is read once
		w.shelf, w.ledger = newShelf(), newLedger()
		v := w.visitor(t)
		w.shelf.data[v.key.String()] = Stored{Data: data, Rev: 3}
		if strings.Contains(s.Instance, ".") || len(s.Instance) > 32 {
			s.Instance = "x"
		}
		press := Event{Update: v.next(), Data: tag{s.Instance, 3}.data(i), Window: 8}
		v.do(press)
		carried := maps.Clone(w.ledger.rows)
		for once, what := range carried {
			if len(carried) != 1 || !slices.Contains(drafts(s), what) {
				t.Errorf("%s carries %q out, of %d; the drafts say %q", once, what, len(carried), drafts(s))
			}
		}
		press.Update = v.next()
		v.do(press)
		if diff := cmp.Diff(carried, w.ledger.rows); diff != "" {
			t.Errorf("the same press again (-first +second):\n%s", diff)
		}
		v.do(Event{Update: v.next(), Text: "/cancel"}).sees("Дом")
		if !utf8.ValidString(v.seen()) {
			t.Errorf("no valid text on the screen: %q", v.seen())
		}
	})
}

// drafts are what a session may carry out: the draft on the screen, and the one
// that was confirmed before the session was read.
func drafts(s session) []string {
	var all []string
	say := func(draft []byte) {
		var d form
		if json.Unmarshal(draft, &d) == nil {
			all = append(all, d.Name+"/"+d.Size)
		}
	}
	if fr := s.top(); fr != nil {
		say(fr.Draft)
	}
	if s.Doing != nil {
		say(s.Doing.Draft)
	}
	return all
}
