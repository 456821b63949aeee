package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// judge tells what is wrong with what a schedule came to.
func (s *perilStage) judge(ctx context.Context) error {
	for who := range s.people {
		if err := s.walk(ctx, who); err != nil {
			return fmt.Errorf("%s is stuck: %w", who, err)
		}
	}
	stored, err := s.stored(ctx)
	if err != nil {
		return err
	}
	return errors.Join(s.facts.eachOnce(), s.facts.allStored(stored), s.facts.allRead(), s.facts.allTrue(stored))
}

// walk leads a person to the menu: /start and two taps must do.
func (s *perilStage) walk(ctx context.Context, who string) error {
	s.peril = ""
	if err := s.Say(ctx, who, "/start"); err != nil {
		return err
	}
	for range 2 {
		c := s.person(who).chat
		for _, way := range []string{"Не нужно", "Даю согласие"} {
			if slices.Contains(c.labels(), way) {
				if err := s.Press(ctx, who, way); err != nil {
					return err
				}
				break
			}
		}
	}
	if shown := s.Seen(who); !strings.Contains(shown, "Действия") {
		return fmt.Errorf("/start and two taps do not lead to the menu:\n%s", shown)
	}
	return nil
}

// confirming are the buttons that confirm a kind of result.
func confirming(kind string) []string {
	switch kind {
	case "save":
		return []string{labelSave, "Поменять", "Оставить как есть"}
	case "connect":
		return []string{"Подключить"}
	case "consent":
		return []string{"Даю согласие"}
	case "disconnect":
		return []string{"Отключить счёт"}
	}
	return nil
}

// eachOnce reports confirmations that were carried out twice, and results that
// nobody confirmed.
func (f *facts) eachOnce() error {
	var errs []error
	by := map[string]fact{}
	for _, d := range f.done {
		if other, twice := by[d.kind+d.did.name]; twice {
			errs = append(errs, fmt.Errorf("%s of %q is carried out twice: as %s and as %s",
				d.kind, d.did.text, other.once, d.once))
		}
		by[d.kind+d.did.name] = d
		said := f.first[d.did.name]
		if labels := confirming(d.kind); labels != nil && !slices.Contains(labels, said) {
			errs = append(errs, fmt.Errorf("%s is carried out for %q, which confirms no such thing", d.kind, said))
		}
	}
	return errors.Join(errs...)
}

// stored is what lies in PostgreSQL.
type stored struct {
	results  map[string][]string // kind → what tells one from another
	outcomes []string            // names of what was carried out
	nameless bool                // they are not kept under the names of the confirmations
}

func (s *perilStage) stored(ctx context.Context) (stored, error) {
	found := stored{results: map[string][]string{}, nameless: s.broken == withoutKey}
	for kind, query := range map[string]string{
		"save":    "SELECT number FROM submissions",
		"request": "SELECT number FROM requests",
		"connect": "SELECT id::text FROM audit WHERE what = 'link.connected'",
		"":        "SELECT once FROM outcomes WHERE outcome->>'deed' <> 'void'",
	} {
		list, err := s.world.list(ctx, query)
		if err != nil {
			return found, err
		}
		if kind == "" {
			found.outcomes = list
			continue
		}
		found.results[kind] = list
	}
	return found, nil
}

// allStored reports where PostgreSQL holds more or less than was confirmed.
func (f *facts) allStored(have stored) error {
	var errs []error
	want := map[string][]string{}
	for _, d := range f.done {
		want[d.kind] = append(want[d.kind], d.result)
		want[""] = append(want[""], string(d.once))
	}
	for kind, rows := range have.results {
		if len(rows) != len(want[kind]) {
			errs = append(errs, fmt.Errorf("PostgreSQL holds %d results of %s, confirmed were %d: %q and %q",
				len(rows), kind, len(want[kind]), rows, want[kind]))
		}
	}
	if have.nameless {
		return errors.Join(errs...)
	}
	for _, once := range want[""] {
		if !slices.Contains(have.outcomes, once) {
			errs = append(errs, fmt.Errorf("%s was carried out, PostgreSQL has no outcome of it", once))
		}
	}
	if len(have.outcomes) != len(want[""]) {
		errs = append(errs, fmt.Errorf("PostgreSQL holds the outcomes %q of the confirmations %q",
			have.outcomes, want[""]))
	}
	return errors.Join(errs...)
}

// allRead reports what was carried out and never read, though nothing was lost
// on the way to the person.
func (f *facts) allRead() error {
	var errs []error
	for _, d := range f.done {
		read := slices.Contains(f.read[d.kind], d.result)
		if d.kind == "connect" {
			read = len(f.read[d.kind]) > 0
		}
		if told := d.kind == "save" || d.kind == "connect"; told && !read && !d.unseen {
			errs = append(errs, fmt.Errorf("%s %s of %q was carried out, the person never reads it",
				d.kind, d.result, d.did.text))
		}
	}
	return errors.Join(errs...)
}

// allTrue reports what a person reads otherwise than it is.
func (f *facts) allTrue(have stored) error {
	var errs []error
	for _, kind := range []string{"save", "request"} {
		for _, number := range f.read[kind] {
			if !slices.Contains(have.results[kind], number) {
				errs = append(errs, fmt.Errorf("the person reads %s %s, PostgreSQL has none", kind, number))
			}
		}
	}
	if len(f.read["connect"]) > 0 && len(have.results["connect"]) == 0 {
		errs = append(errs, errors.New("the person reads that an account is connected, PostgreSQL has no link"))
	}
	for name, text := range f.denied {
		i := slices.IndexFunc(f.done, func(d fact) bool { return d.kind == "save" && d.did.name == name })
		if i >= 0 {
			errs = append(errs, fmt.Errorf("the person reads %q, yet %s is saved", text, f.done[i].result))
		}
	}
	return errors.Join(errs...)
}
