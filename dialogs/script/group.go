package script

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Grouped is a stage with groups of people.
type Grouped interface {
	Talking

	// Gather founds a group; the first of the people owns it. The bot is not in it yet.
	Gather(title string, people []string)
	// Choose presses a key that asks for a group, and chooses one.
	Choose(ctx context.Context, who, label, title string) error
	// Rule does to a group what its owner does: the words are those of a script.
	Rule(ctx context.Context, title, deed string) error
	// Posted waits until a message of the bot with the text is in the group, then returns all of them; what
	// is pinned begins with an asterisk. One that is not wanted is waited for to go.
	Posted(ctx context.Context, title, text string, want bool) (string, error)
	// Touch presses a button under a message in a group, and returns what the person alone is told.
	Touch(ctx context.Context, who, title, label string) (string, error)
}

// Talking is a stage on which people write in groups.
type Talking interface {
	// Write sends a text into a group.
	Write(ctx context.Context, who, title, text string) error
	// Answer answers the newest message of a group with a part of its text.
	Answer(ctx context.Context, who, title, part, text string) error
	// Amend changes the newest message of the person with a part of its text.
	Amend(ctx context.Context, who, title, part, text string) error
}

// group does «group 'A' of olga, anna», «group 'A' is told 'text'», «group 'A' removes the bot» and so on.
func (p *player) group(ctx context.Context, line string, want bool) error {
	stage, ok := p.stage.(Grouped)
	if !ok {
		return errors.New("the stage has no groups")
	}
	m := regexp.MustCompile(`^'([^']*)' (of|is told)? ?(.*)$`).FindStringSubmatch(line)
	if m == nil {
		return fmt.Errorf("read group %q", line)
	}
	title, verb, rest := m[1], m[2], m[3]
	switch verb {
	case "of":
		stage.Gather(title, strings.Split(rest, ", "))
		return nil
	case "is told":
		text := unquote(rest)
		seen, err := stage.Posted(ctx, title, text, want)
		if err != nil {
			return err
		}
		return contains(seen, text, want)
	}
	return stage.Rule(ctx, title, rest)
}

// grouped does «chooses 'label' 'A'», «writes in 'A' text», «answers in 'A' 'message': text», «amends in 'A'
// 'message': text» and «touches 'label' in 'A': 'toast'»; false: it is another verb.
func (p *player) grouped(ctx context.Context, who, verb, rest string) (bool, error) {
	if !slices.Contains([]string{"chooses", "writes", "touches", "answers", "amends"}, verb) {
		return false, nil
	}
	stage, ok := p.stage.(Grouped)
	if !ok {
		return true, errors.New("the stage has no groups")
	}
	switch verb {
	case "answers", "amends":
		return true, answered(ctx, stage, who, verb, rest)
	case "touches":
		return true, touched(ctx, stage, who, rest)
	case "chooses":
		m := regexp.MustCompile(`^'([^']*)' '([^']*)'$`).FindStringSubmatch(rest)
		if m == nil {
			return true, fmt.Errorf("read choice %q", rest)
		}
		return true, stage.Choose(ctx, who, m[1], m[2])
	}
	m := regexp.MustCompile(`^in '([^']*)' (.*)$`).FindStringSubmatch(rest)
	if m == nil {
		return true, fmt.Errorf("read message %q", rest)
	}
	return true, stage.Write(ctx, who, m[1], unquote(m[2]))
}

// answered answers a message in a group, or changes one.
func answered(ctx context.Context, stage Grouped, who, verb, rest string) error {
	m := regexp.MustCompile(`^in '([^']*)' '([^']*)': (.*)$`).FindStringSubmatch(rest)
	switch {
	case m == nil:
		return fmt.Errorf("read answer %q", rest)
	case verb == "amends":
		return stage.Amend(ctx, who, m[1], m[2], unquote(m[3]))
	}
	return stage.Answer(ctx, who, m[1], m[2], unquote(m[3]))
}

// touched presses a button in a group and compares what the person is told.
func touched(ctx context.Context, stage Grouped, who, rest string) error {
	m := regexp.MustCompile(`^'([^']*)' in '([^']*)': '([^']*)'$`).FindStringSubmatch(rest)
	if m == nil {
		return fmt.Errorf("read touch %q", rest)
	}
	toast, err := stage.Touch(ctx, who, m[2], m[1])
	if err != nil {
		return err
	}
	return contains(toast, m[3], true)
}
