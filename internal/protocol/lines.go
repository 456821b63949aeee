package protocol

import (
	"math/big"
	"time"

	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// Say renders a sentence without markup.
type Say func(key string, args ...any) string

// Lines are the paragraphs of the protocol.
func Lines(r meeting.Record, drawn housing.Date, say Say) []meeting.Line {
	m, c := &r.Meeting, r.Binding()
	line := func(key string, args ...any) meeting.Line { return meeting.Line{Text: say(key, args...)} }
	lines := []meeting.Line{
		line("protocol.of", "Address", texts.RegionAddress(m.House.Address), "Number", m.Number, "Date",
			day(drawn)),
		line("protocol.form", "Annual", m.Kind == meeting.Annual, "Electronic", m.Form == meeting.Electronic,
			"Absentee", m.Form == meeting.Absentee),
		line("protocol.term", "Start", moment(m.Starts, m), "End", moment(m.Ends, m)),
	}
	if m.Mode != meeting.Official {
		lines = append(lines, line("protocol.paper_alone"))
	}
	for _, i := range m.Initiators {
		lines = append(lines, line("protocol.initiator", "Name", i.Name, "Premises", i.Premises))
	}
	lines = append(lines, line("protocol.admin", "Name", m.Admin.Name),
		line("protocol.quorum", "Present", area(c.Present), "All", area(c.All),
			"Percent", percent(c.Present, c.All),
			"Quorum", c.Quorum, "Count", c.Holdings))
	for i, q := range c.Results {
		lines = append(lines, meeting.Line{Bold: true, Text: say("protocol.question", "Number", q.Number,
			"Name", m.Questions[i].Name)})
		base := c.Present
		if q.Majority.OfAll() {
			base = c.All
		}
		lines = append(lines, line("protocol.votes", "For", area(q.For), "Against", area(q.Against),
			"Abstain", area(q.Abstain), "Silent", area(q.Silent), "Percent", percent(q.For, base),
			"OfAll", q.Majority.OfAll()),
			line("protocol.decided", "Adopted", q.Adopted, "Need", say(meeting.NeedKey(q.Majority)),
				"Act", m.Questions[i].Act))
	}
	if broken := meeting.BrokenList(r.Counted.Broken); broken != "" {
		lines = append(lines, meeting.Line{Bold: true, Text: say("protocol.broken", "Entries", broken)})
	}
	if r.Counted.Head != "" {
		lines = append(lines,
			line("protocol.chain", "Entries", len(r.Counted.Decisions), "Head", r.Counted.Head))
	}
	by, act := m.AnnounceBy()
	return append(lines, line("protocol.announce", "Date", day(by), "Act", act), line("protocol.attached"),
		line("protocol.chair"), line("protocol.secretary"))
}

func day(d housing.Date) string { return d.In(time.UTC).Format("02.01.2006") }

// area and percent round for reading alone: votes are counted exactly.
func area(r *big.Rat) string { return decimal2(r) }

func percent(part, whole *big.Rat) string {
	if whole.Sign() == 0 {
		return "0"
	}
	p := new(big.Rat).Quo(part, whole)
	return decimal2(p.Mul(p, big.NewRat(100, 1)))
}
