package voting

import (
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/ballot"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/owners"
	"dombot/internal/texts"
)

func joined(all []string) string { return strings.Join(all, ", ") }

// parsed reads a moment of a receipt.
func parsed(s string) time.Time {
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}
	}
	return at
}

func (f flow) heading(key string, m *meeting.Meeting) texts.Text {
	return "*" + f.t.T(key) + "* · " + texts.Escape(texts.ShortHouse(m.House.Address))
}

// advisory is said on every screen of a vote that does not bind.
func (f flow) advisory(m *meeting.Meeting) texts.Text {
	if m.Mode == meeting.Official {
		return ""
	}
	return f.t.T("voting.advisory")
}

func (f flow) day(now time.Time, m *meeting.Meeting, at time.Time) string {
	return texts.Date(housing.DateOf(at.In(m.Location())), m.Today(now))
}

func (f flow) moment(now time.Time, m *meeting.Meeting, at time.Time) string {
	return f.day(now, m, at) + ", " + texts.Clock(at.In(m.Location()))
}

// need says what majority a decision needs.
func (f flow) need(m ballot.Majority) string { return f.t.Label(meeting.NeedKey(m)) }

// area writes m², rounded to hundredths: for reading alone, votes are counted exactly.
func area(r *big.Rat) string { return texts.Number(rounded(r, 2)) }

// percent writes a part in hundredths.
func percent(part, whole *big.Rat, places int32) string {
	if whole.Sign() == 0 {
		return "0"
	}
	p := new(big.Rat).Quo(part, whole)
	return texts.Number(rounded(p.Mul(p, big.NewRat(100, 1)), places))
}

func rounded(r *big.Rat, places int32) decimal.Decimal {
	return decimal.NewFromBigInt(r.Num(), 0).DivRound(decimal.NewFromBigInt(r.Denom(), 0), places)
}

// place names premises: «кв. 45», «машино-место 45».
func (f flow) place(p owners.Premises) string { return meeting.PlaceName(p, f.t.Label) }

// ownLabel names a holding: «кв. 45 · доля 1/2 · 22,65 м²».
func (f flow) ownLabel(o ballot.Own) string {
	parts := []string{f.place(o.Premises)}
	if o.Share.Cmp(big.NewRat(1, 1)) != 0 {
		parts = append(parts, f.t.Label("voting.share", "Share", o.Share.RatString()))
	}
	return strings.Join(append(parts, f.t.Label("voting.area", "Area", area(o.Weight))), " · ")
}

// ownLine tells a holding with what may be done about it.
func (f flow) ownLine(s scene, v *poll, o ballot.Own) texts.Text {
	key, at := "voting.state_none", ""
	d := v.voted(o)
	switch {
	case o.Sold:
		key = "voting.state_sold"
	case d == nil && v.over(s.Now):
		key = "voting.state_missed"
	case d == nil:
	case d.Channel == ballot.Paper:
		key = "voting.state_paper"
	case d.Owner != o.Owner:
		key = "voting.state_other"
	default:
		key = "voting.state_voted"
	}
	if d != nil {
		at = f.moment(s.Now, &v.meeting, d.At)
	}
	advisoryPaper := v.meeting.Mode != meeting.Official &&
		slices.ContainsFunc(o.Voted, func(d ballot.Decision) bool { return d.Channel == ballot.Paper })
	return f.t.T("voting.own_line", "Premises", f.ownLabel(o), "Joint", o.Joint, "Document", o.Document,
		"Name", o.Name, "State", f.t.Label(key, "At", at), "Handed", advisoryPaper)
}

// weight says how heavy a vote is.
func (f flow) weight(own []ballot.Own) texts.Text {
	sum, total := new(big.Rat), new(big.Rat)
	names := make([]string, len(own))
	for i, o := range own {
		sum.Add(sum, o.Weight)
		total, names[i] = o.Total, f.place(o.Premises)
	}
	return f.t.T("voting.weight", "Premises", joined(names), "Area", area(sum), "Total", area(total),
		"Percent", percent(sum, total, 2))
}

// answers lists what was answered; many questions in one line.
func (f flow) answers(m *meeting.Meeting, given []ballot.Answer) texts.Text {
	if len(m.Questions) > 12 {
		plain := make([]string, len(given))
		for i, a := range given {
			plain[i] = string(a)
		}
		return f.t.T("voting.answers_short", "Answers", f.answersOf(m, plain))
	}
	var text texts.Text
	for i, q := range m.Questions {
		text = texts.Join("\n", text, f.t.T("voting.answer_line", "Number", q.Number, "Name", brief(q.Name),
			"Answer", f.t.Label(meeting.AnswerKey(given[i]))))
	}
	return text
}

// briefSigns is how much of a question stands in a list.
const briefSigns = 90

func brief(s string) string {
	r := []rune(s)
	if len(r) <= briefSigns {
		return s
	}
	return strings.TrimSpace(string(r[:briefSigns])) + "…"
}

// least is from which part of the area on the turnout is told: before, it would tell of single flats.
func least() *big.Rat { return big.NewRat(1, 10) }

// progress tells how much of the area took part, once a tenth has.
func (f flow) progress(s scene, v *hall) texts.Text {
	over := v.over(s.Now)
	shown := func(part *big.Rat) string {
		if new(big.Rat).Mul(v.turnout.Total, least()).Cmp(part) > 0 {
			return ""
		}
		return percent(part, v.turnout.Total, 1)
	}
	if v.meeting.Mode == meeting.Official {
		return f.t.T("voting.progress", "Over", over,
			"Percent", shown(new(big.Rat).Add(v.turnout.Taps, v.turnout.Paper)))
	}
	return f.t.T("voting.progress_advisory", "Over", over, "Taps", shown(v.turnout.Taps),
		"Paper", shown(v.turnout.Paper))
}
