package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/forum"
	"dombot/dialogs/housechat"
	"dombot/dialogs/script"
	"dombot/internal/housing"
	"dombot/internal/simulator"
	"dombot/scheduler"
	"dombot/storage/postgres"
)

// consoleBot is the bot of the console.
const consoleBot = 1

// owners knows the groups of the console: whoever owns one administers it.
type owners map[int64]int64

// Administers implements [housechat.Rights].
func (o owners) Administers(_ context.Context, chat, user int64) (bool, error) {
	return o[chat] == user, nil
}

// unpinned refuses to pin boards, as a group does where the bot has no right to.
func (s *consoleStage) unpinned(ctx context.Context, d *scheduler.Delivery) error {
	for _, chat := range s.groups {
		if !strings.Contains(s.told.read(chat), "Сейчас по дому") {
			continue
		}
		err := (&postgres.Chats{DB: s.db}).Fare(ctx, consoleBot, chat, housing.ChatUnpinned, s.clock.Now())
		if err != nil {
			return err
		}
	}
	_, err := d.Pass(ctx)
	return err
}

func (s *consoleStage) group(title string) int64 { return s.groups[title] }

func (s *consoleStage) Gather(title string, people []string) {
	chat := -int64(len(s.groups) + 1)
	s.groups[title], s.owners[chat] = chat, s.talk(people[0]).Key().User
}

func (s *consoleStage) Choose(ctx context.Context, who, label, title string) error {
	if _, start, ok := strings.Cut(label, "?startgroup="); ok {
		return s.Write(ctx, who, title, "/start "+start)
	}
	return s.talk(who).Choose(ctx, label, housing.ChatPlace{Chat: s.group(title), Title: title})
}

func (s *consoleStage) Write(ctx context.Context, who, title, text string) error {
	command, arg, _ := strings.Cut(strings.TrimPrefix(text, "/"), " ")
	command, _, _ = strings.Cut(command, "@")
	place := housing.ChatPlace{Chat: s.group(title), Title: title}
	if topic, ok := strings.CutPrefix(arg, "in topic "); ok {
		arg, place.Topic = "", topic
		place.Thread = int64(slices.Index(s.told.topics, topic) + 1)
	}
	told, err := s.answers().Answer(ctx, dialogs.Asked{
		Bot: consoleBot, User: s.talk(who).Key().User, Command: command, Arg: arg, Place: place,
	})
	s.told.write(s.group(title), told.Screen)
	return err
}

// utterance is a message of a person in a group of the console.
type utterance struct {
	chat, user, message, under int64
	text                       string
}

// topics opens topics in groups that have some.
type topics struct{ told *notebook }

// Open implements [forum.Topics].
func (t topics) Open(_ context.Context, _ int64, name string) (int64, error) {
	switch {
	case len(t.told.topics) == 0:
		return 0, nil
	case !t.told.opens:
		return 0, &housing.Error{Kind: housing.Refused, Text: "forum.mirror_right"}
	}
	t.told.topics = append(t.told.topics, name)
	return int64(len(t.told.topics)), nil
}

func (s *consoleStage) Answer(ctx context.Context, who, title, part, text string) error {
	if err := s.deliver(ctx); err != nil {
		return err
	}
	one := utterance{chat: s.group(title), user: s.talk(who).Key().User, message: int64(len(s.said) + 1), text: text}
	for _, m := range slices.Backward(s.told.posts[one.chat]) {
		if strings.Contains(m.text, part) {
			one.under = m.message
			s.said = append(s.said, one)
			return s.reply(ctx, one, false)
		}
	}
	return fmt.Errorf("there is no message with %q in %q", part, title)
}

func (s *consoleStage) Amend(ctx context.Context, who, title, part, text string) error {
	for i, m := range slices.Backward(s.said) {
		if m.chat == s.group(title) && m.user == s.talk(who).Key().User && strings.Contains(m.text, part) {
			s.said[i].text = text
			return s.reply(ctx, s.said[i], true)
		}
	}
	return fmt.Errorf("%s wrote nothing with %q in %q", who, part, title)
}

func (s *consoleStage) reply(ctx context.Context, m utterance, edited bool) error {
	return forum.Echo{Replies: &postgres.Forum{DB: s.db}, Now: s.clock.Now}.Reply(ctx, dialogs.Replied{
		Bot: consoleBot, User: m.user, Chat: m.chat, Under: m.under, Message: m.message, Text: m.text, Edited: edited,
	})
}

func (s *consoleStage) Touch(ctx context.Context, who, title, label string) (string, error) {
	chat := s.group(title)
	return s.answers().Press(ctx, dialogs.Pressed{
		Bot: consoleBot, User: s.talk(who).Key().User, Chat: chat, Word: s.told.words[chat][label],
	})
}

func (s *consoleStage) answers() housechat.Desk {
	return housechat.Desk{
		Groups: &postgres.Chats{DB: s.db}, Rights: s.owners, Texts: catalogue(s.tb), Now: s.clock.Now,
	}
}

// Rule does what Telegram would tell of.
func (s *consoleStage) Rule(ctx context.Context, title, deed string) error {
	chat, people, now := s.group(title), &postgres.People{DB: s.db}, s.clock.Now()
	deed, topic, _ := strings.Cut(deed, " topic ")
	switch deed {
	case "opens":
		s.told.topics = append(s.told.topics, topic)
		return nil
	case "lets the bot open topics":
		s.told.opens = true
		return nil
	case "deletes":
		s.told.deleted = int64(slices.Index(s.told.topics, topic) + 1)
		return nil
	case "closes":
		return (&postgres.Chats{DB: s.db}).Fare(ctx, consoleBot, chat, housing.ChatTopic, now)
	case "removes the bot", "adds the bot":
		return people.SetReachable(ctx, consoleBot, chat, deed == "adds the bot", now)
	case "becomes a supergroup":
		later := chat - 1000
		s.groups[title], s.owners[later] = later, s.owners[chat]
		s.told.move(chat, later)
		return people.MoveChat(ctx, consoleBot, chat, later, now)
	case "mutes the bot":
		return (&postgres.Chats{DB: s.db}).Fare(ctx, consoleBot, chat, housing.ChatMuted, now)
	case "lets the bot write":
		return (&postgres.Chats{DB: s.db}).Fare(ctx, consoleBot, chat, housing.ChatFine, now)
	case "lets the bot pin":
		return (&postgres.Chats{DB: s.db}).Fare(ctx, consoleBot, chat, housing.ChatPinned, now)
	}
	return fmt.Errorf("a group of the console does not do %q", deed)
}

func (s *consoleStage) Posted(ctx context.Context, title, _ string, _ bool) (string, error) {
	err := s.deliver(ctx)
	return s.told.read(s.group(title)), err
}

func (s *telegramStage) groupOf(title string) *simulator.Group {
	for _, g := range s.sim.Groups() {
		if g.Title() == title {
			return g
		}
	}
	s.tb.Fatalf("there is no group %q", title)
	return nil
}

func (s *telegramStage) Gather(title string, people []string) {
	rest := make([]*simulator.Person, 0, len(people))
	for _, who := range people[1:] {
		rest = append(rest, s.person(who))
	}
	s.sim.Group(title, s.person(people[0]), rest...)
}

func (s *telegramStage) Choose(ctx context.Context, who, label, title string) error {
	return s.deed(ctx, who, func(p *simulator.Person) error {
		if strings.HasPrefix(label, "https://") {
			return p.FollowTo(label, s.groupOf(title))
		}
		return p.PressChat(label, s.groupOf(title))
	})
}

func (s *telegramStage) Write(ctx context.Context, who, title, text string) error {
	return s.deed(ctx, who, func(p *simulator.Person) error {
		if text, topic, ok := strings.Cut(text, " in topic "); ok {
			p.In(s.groupOf(title)).At(topicOf(s.groupOf(title), topic)).Send(text)
			return nil
		}
		p.In(s.groupOf(title)).At(1).Send(text)
		return nil
	})
}

func (s *telegramStage) Answer(ctx context.Context, who, title, part, text string) error {
	if _, err := s.Posted(ctx, title, part, true); err != nil {
		return err
	}
	return s.onMessage(ctx, who, title, part, func(seat *simulator.Seat, m simulator.Message) error {
		seat.Reply(m.ID, text)
		return nil
	})
}

func (s *telegramStage) Amend(ctx context.Context, who, title, part, text string) error {
	return s.onMessage(ctx, who, title, part, func(seat *simulator.Seat, m simulator.Message) error {
		return seat.Edit(m.ID, text)
	})
}

// onMessage does something with the newest message of a group that has a text.
func (s *telegramStage) onMessage(
	ctx context.Context, who, title, part string, do func(*simulator.Seat, simulator.Message) error,
) error {
	return s.deed(ctx, who, func(p *simulator.Person) error {
		seat := p.In(s.groupOf(title))
		for _, m := range slices.Backward(seat.Chat().Messages) {
			if strings.Contains(m.Text, part) {
				return do(seat, m)
			}
		}
		return fmt.Errorf("there is no message with %q in %q", part, title)
	})
}

func (s *telegramStage) Touch(ctx context.Context, who, title, label string) (string, error) {
	seat := s.person(who).In(s.groupOf(title))
	err := s.deed(ctx, who, func(*simulator.Person) error { return seat.Press(label) })
	toasts := seat.Chat().Toasts
	if err != nil || len(toasts) == 0 {
		return "", err
	}
	return toasts[len(toasts)-1].Text, nil
}

func topicOf(g *simulator.Group, name string) int {
	for _, t := range g.Topics() {
		if t.Name == name {
			return t.ID
		}
	}
	return 0
}

func (s *telegramStage) Rule(ctx context.Context, title, deed string) error {
	g := s.groupOf(title)
	deed, topic, _ := strings.Cut(deed, " topic ")
	switch deed {
	case "removes the bot":
		g.RemoveBot()
	case "adds the bot":
		g.AddBot()
	case "mutes the bot":
		g.RestrictBot(simulator.InviteUsers)
	case "lets the bot write":
		g.RestrictBot(simulator.MemberRights)
	case "lets the bot pin":
		g.PromoteBot(simulator.PinMessages)
	case "becomes a supergroup":
		g.Migrate()
	case "opens":
		g.EnableTopics()
		g.CreateTopic(topic)
	case "lets the bot open topics":
		g.PromoteBot(simulator.ManageTopics)
	case "deletes":
		if err := g.DeleteTopic(topicOf(g, topic)); err != nil {
			return err
		}
	case "closes":
		if err := g.CloseTopic(topicOf(g, topic)); err != nil {
			return err
		}
	default:
		return fmt.Errorf("a group does not do %q", deed)
	}
	patient, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	return s.sim.Idle(patient)
}

func (s *telegramStage) Posted(ctx context.Context, title, text string, want bool) (string, error) {
	all := func() string { return s.posted(s.groupOf(title)) }
	err := s.await(ctx, func(simulator.State) bool {
		return strings.Contains(script.Plain(all()), script.Plain(text)) == want
	})
	if err != nil {
		err = fmt.Errorf("%w; there is:\n%s", err, all())
	}
	return all(), err
}

// posted is what the bot wrote in a group: its topic first, and an asterisk before what is pinned.
func (s *telegramStage) posted(g *simulator.Group) string {
	var all strings.Builder
	for _, p := range s.people {
		chat := p.In(g).Chat()
		for _, m := range chat.Messages {
			if !m.FromBot || m.Service != "" {
				continue
			}
			if slices.Contains(chat.Pinned, m.ID) {
				all.WriteString("*")
			}
			for _, t := range g.Topics() {
				if t.ID == m.Topic {
					all.WriteString(t.Name + ": ")
				}
			}
			all.WriteString(m.Text + "\n")
		}
		if all.Len() > 0 {
			return all.String()
		}
	}
	return all.String()
}

// personal finds in what a group reads what only one person may: sums, numbers of accounts and meters, codes,
// names, single flats. The hash of a chain may look like any number.
func personal(posted string) []string {
	posted = regexp.MustCompile(`\b[0-9a-f]{64}\b`).ReplaceAllString(posted, "")
	return regexp.MustCompile(`(?i)\d[\d ]*,\d\d\s*₽|₽|\b\d{7,}\b|\b\d\d-?\d{6}\b|\d\d[А-ЯA-Z]{2}\d{6}|кв\.\s*\d|`+
		`иванов|петров|сидоров|смирнов|волков|анна|борис|счёт №|квитанци`).FindAllString(posted, -1)
}
