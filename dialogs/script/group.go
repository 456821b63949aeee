package script

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Grouped is a stage with groups of people.
type Grouped interface {
	// Gather founds a group; the first of the people owns it. The bot is not in it yet.
	Gather(title string, people []string)
	// Choose presses a key that asks for a group, and chooses one.
	Choose(ctx context.Context, who, label, title string) error
	// Write sends a text into a group.
	Write(ctx context.Context, who, title, text string) error
	// Rule does to a group what its owner does: the words are those of a script.
	Rule(ctx context.Context, title, deed string) error
	// Posted waits until a message of the bot with the text is in the group, then returns all of them; what
	// is pinned begins with an asterisk. An empty text waits for nothing.
	Posted(ctx context.Context, title, text string) (string, error)
	// Touch presses a button under a message in a group, and returns what the person alone is told.
	Touch(ctx context.Context, who, title, label string) (string, error)
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
		text, wait := unquote(rest), unquote(rest)
		if !want {
			wait = ""
		}
		seen, err := stage.Posted(ctx, title, wait)
		if err != nil {
			return err
		}
		return contains(seen, text, want)
	}
	return stage.Rule(ctx, title, rest)
}

// grouped does «chooses 'label' 'A'», «writes in 'A' text» and «touches 'label' in 'A': 'toast'»; false: it
// is another verb.
func (p *player) grouped(ctx context.Context, who, verb, rest string) (bool, error) {
	if verb != "chooses" && verb != "writes" && verb != "touches" {
		return false, nil
	}
	stage, ok := p.stage.(Grouped)
	if !ok {
		return true, errors.New("the stage has no groups")
	}
	switch verb {
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
