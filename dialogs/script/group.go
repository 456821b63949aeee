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

// grouped does «chooses 'label' 'A'» and «writes in 'A' text»; false: it is another verb.
func (p *player) grouped(ctx context.Context, who, verb, rest string) (bool, error) {
	if verb != "chooses" && verb != "writes" {
		return false, nil
	}
	stage, ok := p.stage.(Grouped)
	if !ok {
		return true, errors.New("the stage has no groups")
	}
	if verb == "chooses" {
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
