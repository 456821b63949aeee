package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"dombot/dialogs/outage/said"
	"dombot/internal/housing"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

type outageCommands struct {
	Report outageReport `cmd:"" help:"Show what residents would read of an outage; with --send announce it."`
	Import outageImport `cmd:"" help:"Show the outages of a table (.xlsx, .csv); with --send announce them."`
	List   outageList   `cmd:"" help:"List the outages that last or are to come."`
	Extend outageExtend `cmd:"" help:"Say that an outage lasts longer."`
	End    outageEnd    `cmd:"" help:"Say that an outage is over."`
	Cancel outageCancel `cmd:"" help:"Say that an outage does not take place."`
	Force  outageForce  `cmd:"" help:"Mark an outage as force majeure: it counts against no norm."`
}

// byOperator is for whom a command about outages works; what is done is noted under the operator.
type byOperator struct {
	Org string `required:"" help:"ИНН of the organisation."`
	By  int64  `required:"" help:"Number of the operator in the list of org operators."`
}

// dispatch is what a command about outages works with.
type dispatch struct {
	desk

	org    housing.Organisation
	person housing.PersonID
	store  *postgres.Outages
	find   placeFinder
	now    time.Time
}

func (o byOperator) atDesk(
	ctx context.Context, w World, t *texts.Catalogue, work func(dispatch) error,
) error {
	return atDesk(ctx, w, t, func(d desk) error {
		org, err := d.org(ctx, o.Org)
		if err != nil {
			return err
		}
		person, err := d.operators().Person(ctx, org.ID, housing.OperatorID(o.By))
		if err != nil {
			return err
		}
		return work(dispatch{
			desk: d, org: org, person: person, store: &postgres.Outages{DB: d.db},
			find: placeFinder{&postgres.Houses{DB: d.db}, org.ID}, now: d.clock.Now(),
		})
	})
}

// ofCommand names a confirmation of the command line: each is another.
func ofCommand() housing.Once { return housing.Once("cli/" + rand.Text()) }

func (d dispatch) announcer() texts.Announcer { return texts.Announcer{T: d.t.T, Now: d.now} }

// preview prints an outage as residents would read it, and how many would.
func (d dispatch) preview(ctx context.Context, o housing.Outage) error {
	audience, err := d.store.Audience(ctx, d.person, o, d.now)
	if err != nil {
		return err
	}
	o.Phone = audience.Phone
	_, err = fmt.Fprintln(d.Out, d.announcer().Announced(o).Plain())
	lines := []error{err}
	if audience.People > 0 {
		lines = append(lines, d.say("outage.audience", "N", audience.People,
			"Loud", audience.Loud, "Silent", audience.People-audience.Loud))
	} else {
		lines = append(lines, d.say("outage.nobody"))
	}
	if audience.Chats > 0 {
		lines = append(lines, d.say("outage.audience_chats", "Chats", audience.Chats))
	}
	return errors.Join(append(lines, d.warn(o, ""), d.rule())...)
}

// warn prints what the law has to say of an outage that is announced now, each line behind lead.
func (d dispatch) warn(o housing.Outage, lead string) error {
	warning := d.announcer().Warned(o).Plain()
	if warning == "" {
		return nil
	}
	var lines []error
	for line := range strings.Lines(warning) {
		_, err := fmt.Fprintln(d.Out, lead+strings.TrimRight(line, "\n"))
		lines = append(lines, err)
	}
	return errors.Join(lines...)
}

// rule divides what is printed.
func (d dispatch) rule() error {
	_, err := fmt.Fprintln(d.Out)
	return err
}

func (d dispatch) send(ctx context.Context, all []housing.Outage) error {
	told, err := d.store.AnnounceNew(ctx, ofCommand(), d.person, all, d.now)
	if err != nil {
		return err
	}
	if len(told) == 0 {
		return d.say("outagefile.nothing_new")
	}
	var lines []error
	for _, ref := range told {
		lines = append(lines, d.say("outagefile.sent", "Number", ref.Number))
		o, err := d.store.ByNumber(ctx, d.person, d.org.ID, ref.Number)
		if err == nil {
			err = d.warn(o, ref.Number+". ")
		}
		lines = append(lines, err)
	}
	return errors.Join(lines...)
}

type outageReport struct {
	byOperator

	What   string `required:"" help:"What is off, as «хвс и гвс»."`
	Where  string `required:"" help:"Where, as «ленина 12 п2; мира 34-56 (чет)»."`
	When   string `default:"срок уточняется" help:"As «до 9», «26.11 с 9 до 13»; without it the end is open."`
	Kind   string `enum:"emergency,danger,planned,prevention" default:"emergency" help:"danger rings always."`
	Reason string `help:"Why: residents read it."`
	Send   bool   `help:"Announce it. Without it only the preview is printed."`
}

// Run prints the preview, and announces when told to.
func (c outageReport) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return c.atDesk(ctx, w, t, func(d dispatch) error {
		o, err := c.outage(ctx, d)
		if err != nil {
			return err
		}
		if c.Send {
			return d.send(ctx, []housing.Outage{o})
		}
		return errors.Join(d.preview(ctx, o), d.say("outagefile.preview_only"))
	})
}

// outage reads what would be announced.
func (c outageReport) outage(ctx context.Context, d dispatch) (o housing.Outage, err error) {
	kind := outageKind(c.Kind)
	o = kind.shared(d.org, d.now)
	o.Cause = strings.Join(strings.Fields(c.Reason), " ")
	var ok bool
	if o.Utilities, ok = utilitiesOf(c.What, kind); !ok {
		return o, &housing.Error{Kind: housing.Refused, Text: "outage.what_unknown"}
	}
	var wrong []misplaced
	if o.Places, wrong, err = d.find.find(ctx, c.Where); err != nil {
		return o, err
	}
	if len(wrong) > 0 || len(o.Places) == 0 {
		lines := make([]string, 0, len(wrong)+1)
		for _, w := range wrong {
			lines = append(lines, d.t.Label(w.key, "Place", w.text, "Unknown", quotedAll([]string{w.text})))
		}
		lines = append(lines, d.t.Label("outage.nowhere"))
		return o, errors.New(strings.Join(lines, "\n"))
	}
	return timed(o, c.When, d.now)
}

// timed returns the outage with the times that were typed, by the clock of its first house.
func timed(o housing.Outage, when string, now time.Time) (housing.Outage, error) {
	local := now.In(housing.House{Zone: o.Places[0].Zone}.Location())
	times, err := said.When(when, local)
	if err != nil {
		return o, &housing.Error{Kind: housing.Refused, Text: timeFault(err)}
	}
	spans := make([]housing.Span, len(times.Intervals))
	for i, interval := range times.Intervals {
		spans[i] = housing.Span(interval)
	}
	if o.Kind != housing.OutageEmergency && times.Open {
		return o, &housing.Error{Kind: housing.Refused, Text: "outage.when_unknown"}
	}
	return promising(o.During(spans), now), nil
}

// timeFault is the key of why a time cannot be used.
func timeFault(err error) string {
	fault, ok := errors.AsType[*said.TimeError](err)
	if ok && (fault.Fault == said.Past || fault.Fault == said.Reversed || fault.Fault == said.TooFar) {
		return "outage.end_past"
	}
	return "outage.when_unknown"
}

type outageList struct{ byOperator }

// Run prints the numbers of what stands.
func (c outageList) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return c.atDesk(ctx, w, t, func(d dispatch) error {
		all, err := d.store.Standing(ctx, d.person, d.org.ID, d.now)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return d.say("outage.desk_none")
		}
		lines := make([]error, len(all))
		for i, o := range all {
			_, lines[i] = fmt.Fprintf(d.Out, "%s  %s\n", o.Number, d.announcer().Brief(o).Plain())
		}
		return errors.Join(lines...)
	})
}

// ofNumber names an outage that was announced.
type ofNumber struct {
	byOperator

	Number string `arg:"" help:"Number of the outage, as О-000012."`
}

type (
	outageExtend struct {
		ofNumber

		Until string `required:"" help:"The new end, as «до 12» or «срок уточняется»."`
	}
	outageForce struct {
		ofNumber

		Reason string `help:"Why it is force majeure."`
		Undo   bool   `help:"Take the mark off."`
	}
	outageEnd    struct{ ofNumber }
	outageCancel struct{ ofNumber }
)

// Run prolongs the outage.
func (c outageExtend) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return c.change(ctx, w, t, func(o housing.Outage, now time.Time) (housing.OutageChange, error) {
		is, err := timed(o, c.Until, now)
		return housing.OutageChange{Step: housing.OutageExtend, To: is.To, Next: is.Next}, err
	})
}

// Run marks the outage, or takes the mark off.
func (c outageForce) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	told := "outage.force_done"
	reason := strings.Join(strings.Fields(c.Reason), " ")
	change := housing.OutageChange{Step: housing.OutageForce, Cause: reason}
	if c.Undo {
		told, change = "outage.force_lifted", housing.OutageChange{Step: housing.OutageUnforce}
	}
	err := c.change(ctx, w, t, func(housing.Outage, time.Time) (housing.OutageChange, error) {
		return change, nil
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(w.Out, t.T(told).Plain())
	return err
}

// Run ends the outage.
func (c outageEnd) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return c.change(ctx, w, t, func(housing.Outage, time.Time) (housing.OutageChange, error) {
		return housing.OutageChange{Step: housing.OutageEnd}, nil
	})
}

// Run calls the outage off.
func (c outageCancel) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return c.change(ctx, w, t, func(housing.Outage, time.Time) (housing.OutageChange, error) {
		return housing.OutageChange{Step: housing.OutageCallOff}, nil
	})
}

// change takes a step with the outage, and prints it as it stands then.
func (c ofNumber) change(
	ctx context.Context, w World, t *texts.Catalogue,
	step func(housing.Outage, time.Time) (housing.OutageChange, error),
) error {
	return c.atDesk(ctx, w, t, func(d dispatch) error {
		o, err := d.store.ByNumber(ctx, d.person, d.org.ID, c.Number)
		if err != nil {
			return err
		}
		change, err := step(o, d.now)
		if err != nil {
			return err
		}
		change.ID, change.Person = o.ID, d.person
		is, err := d.store.Change(ctx, ofCommand(), change, d.now)
		if err != nil {
			return err
		}
		return d.say("outagefile.changed", "Number", is.Number, "What", d.announcer().Announced(is).Plain())
	})
}
