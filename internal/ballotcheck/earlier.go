package ballotcheck

import "fmt"

// The formats of chains: the second one hashes the texts of questions, the third which paper a paper
// corrects.
const (
	format1 = "dombot votes 1"
	format2 = "dombot votes 2"
	format3 = "dombot votes 3"
)

// known reports an error where the format is unknown, or the header is not one of the format.
func (f *file) known() error {
	texts := 0
	for _, q := range f.Header.Questions {
		if q.Text != "" {
			texts++
		}
	}
	switch {
	case f.Format == format1 && f.Header.Version == 0 && texts == 0,
		f.Format == format2 && f.Header.Version == 2 && texts == len(f.Header.Questions),
		f.Format == format3 && f.Header.Version == 3 && texts == len(f.Header.Questions):
		return nil
	}
	return fmt.Errorf("read chain: unknown format %q, version %d", f.Format, f.Header.Version)
}

// earlier holds the chain against a copy that was taken before: what stood there stands as it stood, and
// what is new comes after it.
func (c *checking) earlier(data []byte) error {
	var was file
	if err := read(data, &was); err != nil {
		return err
	}
	if err := was.known(); err != nil {
		return err
	}
	if was.Header.Meeting != c.Header.Meeting {
		c.fault(OtherVotes, 0)
		return nil
	}
	c.sameStart(was.Header)
	c.sameEntries(was.Entries)
	return nil
}

// sameStart names the questions that are others, or that something else of the header is.
func (c *checking) sameStart(was header) {
	before, _ := was.hash()
	if now, _ := c.Header.hash(); now == before {
		return
	}
	told := false
	for i := range max(len(was.Questions), len(c.Header.Questions)) {
		both := i < len(was.Questions) && i < len(c.Header.Questions)
		if both && was.Questions[i] == c.Header.Questions[i] {
			continue
		}
		told = true
		c.fault(OtherText, int64(i)+1)
	}
	if !told {
		c.fault(BadStart, 0)
	}
}

// sameEntries names what was changed, removed and put in since. Between entries that stand as they stood,
// what is missing and what is new is taken for each other in its order; behind the last of them what is
// left is new.
func (c *checking) sameEntries(was []entry) {
	at := map[string]int{}
	for i, e := range c.Entries {
		at[e.Commitment] = i
	}
	done := 0
	var missing []int64
	for _, e := range was {
		i, stands := at[e.Commitment]
		if !stands || i < done {
			missing = append(missing, e.Seq)
			continue
		}
		c.exchanged(missing, c.Entries[done:i], false)
		missing, done = nil, i+1
	}
	c.exchanged(missing, c.Entries[done:], true)
}

// exchanged names the entries that are missing and those in their place; last: behind these may be new ones.
func (c *checking) exchanged(missing []int64, put []entry, last bool) {
	n := min(len(missing), len(put))
	for _, seq := range missing[:n] {
		c.fault(BadHash, seq)
	}
	for _, seq := range missing[n:] {
		c.fault(Removed, seq)
	}
	for _, e := range put[n:] {
		if !last {
			c.fault(Added, e.Seq)
		}
	}
}
