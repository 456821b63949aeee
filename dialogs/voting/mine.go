package voting

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"dombot/dialogs"
	"dombot/internal/ballot"
	"dombot/internal/ballot/chain"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// kept is what the voter holds.
type kept struct {
	poll

	receipts []chain.Receipt
}

// mine shows the receipts of the person, and checks them against the chain.
func (f flow) mine() dialogs.Step[draft, kept] {
	return dialogs.Step[draft, kept]{
		ID: "mine", Next: []string{"home"},
		Load: func(ctx context.Context, s scene) (v kept, err error) {
			if v.poll, err = f.load(ctx, s); err != nil || v.barred != "" {
				return v, err
			}
			v.receipts, err = f.Votes.Receipts(ctx, v.meeting.ID, s.Person.ID)
			return v, err
		},
		Show: f.showMine,
		Decide: func(s scene, _ kept, in dialogs.Input) move {
			switch in.Act.Do {
			case "check", "form":
				return dialogs.Do(s.Draft, in.Act)
			case "home":
				return dialogs.To(s.Draft.at(), "home")
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			if intent.Do == "form" {
				return f.ownForms(ctx, s)
			}
			return f.check(ctx, s)
		},
	}
}

// shownReceipts bounds how many receipts a screen tells; all of them are checked.
const shownReceipts = 12

func (f flow) showMine(s scene, v kept) dialogs.Screen {
	m := &v.meeting
	text := texts.Join("\n", f.heading("voting.mine_title", m), f.advisory(m))
	if len(v.receipts) == 0 {
		text = texts.Join("\n", text, f.t.T("voting.mine_none"))
	}
	last := map[string]int64{}
	for _, r := range v.receipts {
		last[r.Voter] = r.Seq
	}
	first := max(0, len(v.receipts)-shownReceipts)
	for _, r := range v.receipts[first:] {
		what := f.t.Label("voting.former_premises")
		for _, o := range v.own {
			if o.Voter == r.Voter {
				what = f.ownLabel(o)
			}
		}
		text = texts.Join("\n\n", text, f.t.T("voting.receipt", "Premises", what, "Seq", r.Seq, "Code",
			r.Hash.Code(),
			"At", f.moment(s.Now, m, parsed(r.At)), "Answers", f.answersOf(m,
				r.Answers), "Replaced", last[r.Voter] != r.Seq))
	}
	for _, o := range v.own {
		text = texts.Join("\n\n", text, f.t.T("voting.pseudonym", "Premises", f.place(o.Premises), "Voter",
			o.Voter,
			"Official", m.Mode == meeting.Official))
	}
	screen := dialogs.Screen{Text: text}
	if len(v.receipts) > 0 {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("voting.check"), "check"))
	}
	if v.runs(s.Now) && m.Mode != meeting.Official {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("papers.own_form"), "form"))
	}
	screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("voting.to_meeting"), "home"))
	return screen
}

// check looks for the receipts in the chain, and gives both out, to be checked elsewhere.
func (f flow) check(ctx context.Context, s scene) (move, error) {
	m, err := f.Meetings.Meeting(ctx, s.Person.ID, s.Draft.Meeting)
	if err != nil {
		return move{}, err
	}
	receipts, err := f.Votes.Receipts(ctx, m.ID, s.Person.ID)
	if err != nil {
		return move{}, err
	}
	record, err := f.Results.Record(ctx, m.ID, s.Now)
	if err != nil {
		return move{}, err
	}
	to := dialogs.Stay(s.Draft)
	aside, err := f.recordFile(&m, record)
	if err != nil {
		return move{}, err
	}
	to.Asides = append(to.Asides, aside)
	found := 0
	for _, r := range receipts {
		if in(record, r) {
			found++
		}
		if aside, err = attached(fmt.Sprintf("receipt-%d-%d.json", m.ID, r.Seq), r,
			f.t.T("voting.receipt_file",
				"Code", r.Hash.Code(), "Official", m.Mode == meeting.Official)); err != nil {
			return move{}, err
		}
		if len(to.Asides) <= shownReceipts {
			to.Asides = append(to.Asides, aside)
		}
	}
	to.Notice = f.t.T("voting.checked", "Found", found, "Of", len(receipts), "Whole", found == len(receipts),
		"Head", record.Head().String(), "Entries", len(record.Entries))
	return to, nil
}

// record gives out the published chain, to whoever sees the meeting: it names nobody. It comes as a file of
// the chat, which needs no page and no link that runs out.
func (f flow) record(ctx context.Context, s scene) (move, error) {
	m, err := f.Meetings.Meeting(ctx, s.Person.ID, s.Draft.Meeting)
	if err != nil {
		return move{}, err
	}
	record, err := f.Results.Record(ctx, m.ID, s.Now)
	if err != nil {
		return move{}, err
	}
	aside, err := f.recordFile(&m, record)
	to := dialogs.Stay(s.Draft)
	to.Asides = []dialogs.Screen{aside}
	return to, err
}

func (f flow) recordFile(m *meeting.Meeting, record chain.File) (dialogs.Screen, error) {
	caption := texts.Join("\n", f.t.T("voting.chain_file", "Official", m.Mode == meeting.Official),
		f.t.T("voting.chain_head", "Entries", len(record.Entries), "Head", record.Head().String()))
	return attached(fmt.Sprintf("votes-%d.json", m.ID), record, caption)
}

func attached(name string, v any, caption texts.Text) (dialogs.Screen, error) {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return dialogs.Screen{}, fmt.Errorf("encode %s: %w", name, err)
	}
	return dialogs.Screen{Text: caption, File: &dialogs.Attachment{Name: name, Data: append(b, '\n')}}, nil
}

// in reports whether the entry of a receipt stands in the record where it says, and is what the receipt
// opens.
func in(record chain.File, r chain.Receipt) bool {
	if r.Meeting != record.Header.Meeting || r.Seq < 1 || r.Seq > int64(len(record.Entries)) {
		return false
	}
	e := record.Entries[r.Seq-1]
	again := record.Header.Next(r.Seq, e.Prev, r.Vote, r.Nonce)
	return again.Hash.String() == e.Hash.String() && e.Hash.String() == r.Hash.String()
}

// answersOf tells answers in one line: «1 — за, 2 — против».
func (f flow) answersOf(m *meeting.Meeting, given []string) string {
	all := make([]string, 0, len(given))
	for i, a := range given {
		if i < len(m.Questions) {
			all = append(all, f.t.Label("voting.short_answer", "Number", m.Questions[i].Number,
				"Answer", strings.ToLower(f.t.Label(meeting.AnswerKey(ballot.Answer(a))))))
		}
	}
	return joined(all)
}
