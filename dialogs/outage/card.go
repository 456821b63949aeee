package outage

import (
	"context"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// CardArgs names an outage that was announced.
type CardArgs struct {
	ID housing.OutageID `json:"id"`
}

// following is an outage that is followed; Picked is what is off, while it is put right.
type following struct {
	CardArgs
	Picked []housing.Utility `json:"picked,omitempty"`
}

type (
	cardScene = dialogs.Scene[following]
	cardMove  = dialogs.Move[following]
)

// standing is an outage and how its announcement goes.
type standing struct {
	outage   housing.Outage
	progress housing.OutageProgress
	mailing  housing.Mailing // the zero one: there is none
	acts     bool            // the person may take steps with it; else only look
}

// maxCause is how long the cause of an outage may be.
const maxCause = 200

// card follows an outage to its end.
func (p Ports) card() dialogs.Flow {
	return dialogs.Def[CardArgs, following, struct{}]{
		ID: CardFlow, Version: 1, Title: "outage.card_title", First: "card",
		Open: func(a CardArgs) following { return following{CardArgs: a} },
		Wants: []dialogs.Want{
			{Flow: MailingFlow, Args: MailingArgs{}, Result: struct{}{}},
			{Flow: TellFlow, Args: TellArgs{}, Result: housing.OutageID(0)},
		},
		Steps: []dialogs.Stepper[following]{
			p.follow(), p.extend(), p.why(), p.askEnd(), p.askCallOff(), p.askRecall(),
			p.correct(), p.fixWhat(), p.fixWhen(), p.fixCause(), p.fixNote(), p.spoken(), p.askForce(),
		},
	}.Flow()
}

func (p Ports) loadCard(ctx context.Context, s cardScene) (v standing, err error) {
	if v.outage, err = p.Book.Outage(ctx, s.Person.ID, s.Draft.ID); err != nil {
		return v, err
	}
	work, err := p.Shifts.Work(ctx, s.Person.ID, v.outage.Organisation.ID)
	if err != nil && housing.KindOf(err) != housing.Refused { // it may be of whoever manages the house now
		return v, err
	}
	v.acts = work.Role.May(housing.StaffActs)
	if v.progress, err = p.Book.Progress(ctx, s.Person.ID, s.Draft.ID); err != nil {
		return v, err
	}
	v.mailing, err = p.Mailings.OfOutage(ctx, s.Person.ID, s.Draft.ID, s.Now)
	return v, err
}

func (p Ports) follow() dialogs.Step[following, standing] {
	steps := []string{"extend", "cause", "end", "call-off", "recall", "correct", "phone", "force"}
	return dialogs.Step[following, standing]{
		ID: "card", Next: steps, Load: p.loadCard, Calls: []string{MailingFlow, TellFlow}, Show: p.showCard,
		Decide: func(s cardScene, v standing, in dialogs.Input) cardMove {
			switch in.Act.Do {
			case "extend", "cause", "end", "call-off", "recall", "correct", "phone", "force":
				return dialogs.To(s.Draft, in.Act.Do)
			case "look":
				return dialogs.Stay(s.Draft)
			case "mailing":
				to := MailingArgs{ID: v.mailing.ID, To: housing.MailingState(in.Act.Arg)}
				return dialogs.Call(s.Draft, dialogs.Begin(MailingFlow, to))
			case "retract", "lift":
				return dialogs.Do(s.Draft, in.Act)
			}
			return another(s, v, in)
		},
		Commit: func(ctx context.Context, s cardScene, intent dialogs.Act) (cardMove, error) {
			if intent.Do == "lift" {
				return p.lift(ctx, s)
			}
			m := dialogs.Stay(s.Draft)
			m.Notice = p.Texts.T("outage.retract_done")
			return m, p.change(ctx, s, housing.OutageChange{Step: housing.OutageRetract})
		},
	}
}

// another tells of the next emergency, whose line is typed while this one is looked at.
func another(s cardScene, v standing, in dialogs.Input) cardMove {
	if _, meant := Guess(in.Text); !meant || !v.acts {
		return dialogs.Unknown(s.Draft)
	}
	next := TellArgs{Organisation: v.outage.Organisation.ID, Line: in.Text}
	return dialogs.Call(s.Draft, dialogs.Begin(TellFlow, next))
}

func (p Ports) change(ctx context.Context, s cardScene, c housing.OutageChange) error {
	c.ID, c.Person = s.Draft.ID, s.Person.ID
	_, err := p.Book.Change(ctx, s.Once, c, s.Now)
	return err
}

// went is the progress without those whom a stopped mailing left out: that is told of the mailing.
func (v standing) went() housing.OutageProgress {
	is, left := v.progress, min(v.progress.Failed, v.mailing.Cancelled)
	is.Failed, is.Waiting = is.Failed-left, is.Waiting+left
	return is
}

func (p Ports) showCard(s cardScene, v standing) dialogs.Screen {
	o, a := v.outage, p.announcer(s.Now)
	screen := dialogs.Screen{Text: texts.Join("\n\n",
		a.Announced(o), a.Went(o, v.went()), p.mailed(v.mailing), p.forced(o))}
	if o.Unclosed(s.Now) {
		screen.Text = texts.Join("\n\n", screen.Text, p.Texts.T("outage.unclosed"))
	}
	if v.progress.Waiting > 0 || v.progress.Recalled.Waiting > 0 {
		screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("outage.look"), "look"))
	}
	if !v.acts {
		return screen
	}
	screen.Rows = append(screen.Rows, p.mailingRows(v.mailing)...)
	if o.State == housing.OutageAnnounced {
		screen.Rows = append(screen.Rows, p.stepRows(s.Now, o)...)
	}
	screen.Rows = append(screen.Rows, p.forceRows(o)...)
	return screen
}

// stepRows offer what can be done with an outage that nobody said is over.
func (p Ports) stepRows(now time.Time, o housing.Outage) (rows [][]dialogs.Button) {
	rows = p.backRows(now.Sub(o.At))
	if o.From.After(now) {
		rows = append(rows, dialogs.On(p.Texts.Label("outage.call_off"), "call-off"))
	} else {
		rows = append(rows, append(dialogs.On(p.Texts.Label("outage.extend"), "extend"),
			dialogs.On(p.Texts.Label("outage.end"), "end")...))
	}
	correct := dialogs.On(p.Texts.Label("outage.correct"), "correct")
	if o.Cause == "" {
		correct = append(dialogs.On(p.Texts.Label("outage.add_cause"), "cause"), correct...)
	}
	return append(rows, correct, dialogs.On(p.Texts.Label("outage.phone_text"), "phone"))
}

// backRows take back what was announced some time ago.
func (p Ports) backRows(ago time.Duration) [][]dialogs.Button {
	switch {
	case ago <= housing.RetractLife:
		return [][]dialogs.Button{dialogs.On(p.Texts.Label("outage.retract"), "retract")}
	case ago < housing.RecallLife:
		return [][]dialogs.Button{dialogs.On(p.Texts.Label("outage.recall"), "recall")}
	}
	return nil
}

// mailed tells what else there is to say of a mailing: that it was paused or
// stopped, and of those who were not written to as usual.
func (p Ports) mailed(m housing.Mailing) texts.Text {
	if m.State == housing.MailingPaused || m.State == housing.MailingCancelled {
		return texts.Mailing(p.Texts.T, m)
	}
	m.Failed = 0 // told already
	return texts.MailingCounts(p.Texts.T, m)
}

// carry is the intent of a change that was asked for.
type carry struct {
	To    time.Time `json:"to,omitzero"`
	Cause string    `json:"cause,omitempty"`
}

func (p Ports) extend() dialogs.Step[following, standing] {
	return dialogs.Step[following, standing]{
		ID: "extend", Next: []string{"card"}, Load: p.loadCard,
		Show: func(cardScene, standing) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("outage.extend_until"), Rows: p.endRows()}
		},
		Decide: func(s cardScene, v standing, in dialogs.Input) cardMove {
			end, why := p.endOf(s.Now, v.outage.Places[0].Zone, in)
			switch {
			case why != "":
				return dialogs.Refuse(s.Draft, why)
			case end.To.IsZero() && v.outage.Kind != housing.OutageEmergency:
				return dialogs.Refuse(s.Draft, p.Texts.T("outage.time_no_end"))
			}
			return dialogs.Do(s.Draft, dialogs.Intend("extend", carry{To: end.To}))
		},
		Commit: func(ctx context.Context, s cardScene, intent dialogs.Act) (cardMove, error) {
			var c carry
			if err := intent.Take(&c); err != nil {
				return cardMove{}, err
			}
			change := housing.OutageChange{Step: housing.OutageExtend, To: c.To}
			if c.To.IsZero() {
				change.Next = s.Now.Add(nextMessage)
			}
			m := dialogs.To(s.Draft, "card")
			m.Notice, m.Final = p.Texts.T("outage.extend_done"), true
			return m, p.change(ctx, s, change)
		},
	}
}

// why adds the cause: nobody is written to anew.
func (p Ports) why() dialogs.Step[following, struct{}] {
	return dialogs.Step[following, struct{}]{
		ID: "cause", Next: []string{"card"},
		Show: func(cardScene, struct{}) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("outage.cause_ask")}
		},
		Decide: func(s cardScene, _ struct{}, in dialogs.Input) cardMove {
			cause, ok := readLine(in.Text)
			if !ok {
				return dialogs.Refuse(s.Draft, p.Texts.T("outage.cause_wrong", "Max", maxCause))
			}
			return dialogs.Do(s.Draft, dialogs.Intend("cause", carry{Cause: cause}))
		},
		Commit: func(ctx context.Context, s cardScene, intent dialogs.Act) (cardMove, error) {
			var c carry
			if err := intent.Take(&c); err != nil {
				return cardMove{}, err
			}
			m := dialogs.To(s.Draft, "card")
			m.Notice, m.Final = p.Texts.T("outage.cause_done"), true
			return m, p.change(ctx, s, housing.OutageChange{Step: housing.OutageSayCause, Cause: c.Cause})
		},
	}
}

func (p Ports) askEnd() dialogs.Step[following, standing] {
	return p.sure(
		"end",
		housing.OutageEnd,
		sureWords{"outage.end_ask", "outage.end_yes", "outage.end_no", "outage.end_done"},
	)
}

func (p Ports) askCallOff() dialogs.Step[following, standing] {
	return p.sure("call-off", housing.OutageCallOff,
		sureWords{"outage.call_off_ask", "outage.call_off_yes", "outage.call_off_no", "outage.call_off_done"})
}

func (p Ports) askRecall() dialogs.Step[following, standing] {
	return p.sure("recall", housing.OutageRecall,
		sureWords{"outage.recall_ask", "outage.recall_yes", "outage.recall_no", "outage.recall_done"})
}

// sureWords are the keys of a question.
type sureWords struct{ ask, yes, no, done string }

func (p Ports) sure(id string, step housing.OutageStep, w sureWords) dialogs.Step[following, standing] {
	return pick.Sure[following, standing]{
		ID: id, Next: []string{"card"}, Load: p.loadCard,
		Yes: p.Texts.Label(w.yes), No: p.Texts.Label(w.no),
		Ask: func(s cardScene, v standing) texts.Text {
			return p.Texts.T(w.ask, "What", p.announcer(s.Now).Brief(v.outage))
		},
		Commit: func(ctx context.Context, s cardScene) (cardMove, error) {
			m := dialogs.To(s.Draft, "card")
			m.Notice, m.Final = p.Texts.T(w.done), true
			return m, p.change(ctx, s, housing.OutageChange{Step: step})
		},
	}.Step()
}
