package script

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Schedule is a script of deeds and perils as data: what a generator draws,
// what is printed where it fails, and what can then be played.
type Schedule []Step

// Step is a line of a schedule.
type Step struct {
	Who    string // empty: Event happens around people
	Deeds  []Deed // one, or the two of a pair
	Manner Manner
	Turns  string // of a pair at once: who goes on at each point; empty: as it comes
	Event  string
}

// Deed is what a person does: says, presses, resends, is connected, is answered late.
type Deed struct{ Verb, Text string }

// Manner is how deeds arrive.
type Manner string

// The manners.
const (
	Plainly Manner = ""
	Twice   Manner = "twice"   // a tap arrives again, as another update
	Swapped Manner = "swapped" // the second of a pair arrives first
	AtOnce  Manner = "at once" // a pair arrives at both replicas at the same time
)

// What can befall a deed or the program. Whatever begins with crash, postgres,
// redis or telegram befalls the next deed.
const (
	Restart             = "restart"
	Forget              = "forget"
	Expire              = "expire" // nobody did anything for as long as sessions live
	OnReplica1          = "on replica 1"
	OnReplica2          = "on replica 2"
	CrashBeforePostgres = "crash before postgres"   // confirmed, not carried out
	CrashAfterPostgres  = "crash after postgres"    // carried out, session not saved
	CrashAfterRedis     = "crash after redis"       // session saved, nothing shown
	PostgresLosesCall   = "postgres loses the call" // nothing is carried out
	PostgresLosesAnswer = "postgres loses the answer"
	RedisLosesNote      = "redis loses the note" // of what is about to be carried out
	RedisKeepsNote      = "redis loses the answer to the note"
	RedisLosesCall      = "redis loses the call" // the session as it is after the deed
	RedisLosesAnswer    = "redis loses the answer"
	RedisRepeats        = "redis repeats the call"  // the client did, and reads that somebody was first
	TelegramLosesCall   = "telegram loses the call" // nothing is shown
	TelegramLosesAnswer = "telegram loses the answer"
)

// Perils lists what befalls the next deed.
func Perils() []string {
	return []string{
		CrashBeforePostgres, CrashAfterPostgres, CrashAfterRedis, PostgresLosesCall, PostgresLosesAnswer,
		RedisLosesNote, RedisKeepsNote, RedisLosesCall, RedisLosesAnswer, RedisRepeats,
		TelegramLosesCall, TelegramLosesAnswer,
	}
}

// Perilous is a stage on which deeds double, cross and break off.
type Perilous interface {
	// Deliver lets a person do what the step says, as it says.
	Deliver(ctx context.Context, s Step) error
	// Strike lets an event happen: a peril waits for the next deed.
	Strike(ctx context.Context, event string) error
}

// String returns the schedule as a script.
func (s Schedule) String() string {
	var b strings.Builder
	for _, step := range s {
		b.WriteString(step.String() + "\n")
	}
	return b.String()
}

// String returns the line of the step.
func (s Step) String() string {
	if s.Who == "" {
		return s.Event
	}
	words := make([]string, 0, len(s.Deeds))
	for _, d := range s.Deeds {
		words = append(words, d.String())
	}
	parts := []string{s.Who, strings.Join(words, " and "), string(s.Manner), s.Turns}
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " ")
}

// String returns the deed as it stands in a line.
func (d Deed) String() string {
	if d.Text == "" {
		return d.Verb
	}
	return d.Verb + " '" + d.Text + "'"
}

// ParseSchedule reads what [Schedule.String] wrote, with comments.
func ParseSchedule(text string) (Schedule, error) {
	var s Schedule
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		step, ok := ParseStep(line)
		if !ok {
			return nil, fmt.Errorf("line %d: %q is no line of a schedule", i+1, line)
		}
		s = append(s, step)
	}
	return s, nil
}

// ParseStep reads a line of a schedule; false if it is another line of a script.
func ParseStep(line string) (Step, bool) {
	if slices.Contains(events(), line) || strings.HasPrefix(line, "clock ") {
		return Step{Event: line}, true
	}
	who, rest, _ := strings.Cut(line, " ")
	switch rest {
	case "resends", "is connected", "is answered late":
		return Step{Who: who, Deeds: []Deed{{Verb: rest}}}, true
	}
	const deed = `(says|presses) '([^']+)'`
	const pair = `(?: and ` + deed + ` (swapped|at once)(?: ([12]+))?| (twice))?`
	m := regexp.MustCompile(`^(\pL+) ` + deed + pair + `$`).FindStringSubmatch(line)
	switch {
	case m == nil, m[7] != "" && m[6] != string(AtOnce):
		return Step{}, false
	}
	s := Step{Who: m[1], Deeds: []Deed{{m[2], m[3]}}, Manner: Manner(m[6] + m[8]), Turns: m[7]}
	if m[4] != "" {
		s.Deeds = append(s.Deeds, Deed{m[4], m[5]})
	}
	return s, true
}

func events() []string {
	return append(Perils(), Restart, Forget, Expire, OnReplica1, OnReplica2)
}

// usual reports whether any stage can do what the step says.
func (s Step) usual() bool {
	if s.Who == "" {
		return s.Event == Restart || s.Event == Forget || strings.HasPrefix(s.Event, "clock ")
	}
	verb := s.Deeds[0].Verb
	return s.Manner == Plainly && (verb == "says" || verb == "presses")
}

// peril plays a line that only a perilous stage can; false: it is another line.
func (p *player) peril(ctx context.Context, line string) (bool, error) {
	step, ok := ParseStep(line)
	if !ok || step.usual() {
		return false, nil
	}
	stage, ok := p.stage.(Perilous)
	switch {
	case !ok:
		return true, errors.New("nothing of the kind happens on this stage")
	case step.Who == "":
		return true, stage.Strike(ctx, step.Event)
	}
	return true, stage.Deliver(ctx, step)
}
