package housechat

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// PollArgs names the group that is asked.
type PollArgs struct {
	Chat  housing.HouseChatID `json:"chat"`
	Title string              `json:"title"`
}

// asking is a poll that is being made.
type asking struct {
	PollArgs

	Question string         `json:"question,omitempty"`
	Answers  []string       `json:"answers,omitempty"`
	Days     int            `json:"days,omitempty"`
	Open     housing.PollID `json:"open,omitempty"` // the one that is to be ended
}

// The bounds of what is written.
const (
	minQuestion = 5
	maxQuestion = 200
	maxAnswer   = 60
)

type (
	pollScene = dialogs.Scene[asking]
	pollMove  = dialogs.Move[asking]
)

func (p Ports) polling() dialogs.Flow {
	return dialogs.Def[PollArgs, asking, struct{}]{
		ID: PollFlow, Version: 1, Title: "chat.poll_title", First: "now",
		Open:  func(a PollArgs) asking { return asking{PollArgs: a} },
		Wants: []dialogs.Want{{Flow: CardFlow, Args: CardArgs{}, Result: struct{}{}}},
		Steps: []dialogs.Stepper[asking]{
			p.pollNow(), p.endPoll(), p.pollQuestion(), p.pollAnswers(), p.pollDays(), p.checkPoll(),
		},
	}.Flow()
}

// running is the poll that is open in a group.
type running struct {
	poll housing.Poll
	open bool
}

// pollNow shows the poll that is open; where there is none, a new one is asked for.
func (p Ports) pollNow() dialogs.Step[asking, running] {
	return dialogs.Step[asking, running]{
		ID: "now", Next: []string{"question", "end"},
		Load: func(ctx context.Context, s pollScene) (v running, err error) {
			v.poll, v.open, err = p.Polls.Poll(ctx, s.Person.ID, s.Draft.Chat)
			return v, err
		},
		Skip: func(s pollScene, v running) (pollMove, bool) {
			return dialogs.To(s.Draft, "question"), !v.open
		},
		Show: func(s pollScene, v running) dialogs.Screen {
			shown := texts.Poll(p.Texts.T, v.poll, s.Now)
			return dialogs.Screen{
				Text: p.Texts.T("chat.poll_now", "Title", s.Draft.Title, "Poll", shown),
				Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("chat.poll_end"), "end")},
			}
		},
		Decide: func(s pollScene, v running, in dialogs.Input) pollMove {
			if in.Act.Do != "end" {
				return dialogs.Unknown(s.Draft)
			}
			s.Draft.Open = v.poll.ID
			return dialogs.To(s.Draft, "end")
		},
	}
}

func (p Ports) endPoll() dialogs.Step[asking, struct{}] {
	return pick.Sure[asking, struct{}]{
		ID: "end", Calls: []string{CardFlow},
		Yes: p.Texts.Label("chat.poll_end_yes"), No: p.Texts.Label("chat.poll_end_no"),
		Ask: func(pollScene, struct{}) texts.Text { return p.Texts.T("chat.poll_end_ask") },
		Commit: func(ctx context.Context, s pollScene) (pollMove, error) {
			err := p.Polls.EndPoll(ctx, s.Once, s.Person.ID, s.Draft.Open, s.Now)
			return p.toCard(s, "chat.poll_ended"), err
		},
	}.Step()
}

// toCard returns to the card of the group and says what was done.
func (p Ports) toCard(s pollScene, key string) pollMove {
	m := dialogs.Goto(s.Draft, dialogs.Begin(CardFlow, CardArgs{ID: s.Draft.Chat}))
	m.Notice = p.Texts.T(key)
	return m
}

func (p Ports) pollQuestion() dialogs.Step[asking, struct{}] {
	return dialogs.Step[asking, struct{}]{
		ID: "question", Next: []string{"answers"},
		Show: func(s pollScene, _ struct{}) dialogs.Screen {
			return dialogs.Screen{
				Text: p.Texts.T("chat.poll_ask", "Title", s.Draft.Title, "Max", maxQuestion),
			}
		},
		Decide: func(s pollScene, _ struct{}, in dialogs.Input) pollMove {
			if in.Pressed() {
				return dialogs.Unknown(s.Draft)
			}
			question := line(in.Text)
			if n := utf8.RuneCountInString(question); n < minQuestion || n > maxQuestion {
				return dialogs.Refuse(s.Draft, p.Texts.T("chat.poll_question_bad", "Max", maxQuestion))
			}
			s.Draft.Question = question
			return dialogs.To(s.Draft, "answers")
		},
	}
}

// line is what a person wrote, in one line and without signs that cannot be seen.
func line(s string) string { return strings.Join(strings.Fields(housing.CleanText(s)), " ") }

func (p Ports) pollAnswers() dialogs.Step[asking, struct{}] {
	yes, no := p.Texts.Label("chat.poll_word_yes"), p.Texts.Label("chat.poll_word_no")
	same := p.Texts.Label("chat.poll_word_same")
	return dialogs.Step[asking, struct{}]{
		ID: "answers", Next: []string{"days"},
		Show: func(pollScene, struct{}) dialogs.Screen {
			return dialogs.Screen{
				Text: p.Texts.T("chat.poll_answers"),
				Rows: [][]dialogs.Button{
					dialogs.On(p.Texts.Label("chat.poll_yes_no"), "two"),
					dialogs.On(p.Texts.Label("chat.poll_yes_no_same"), "three"),
				},
			}
		},
		Decide: func(s pollScene, _ struct{}, in dialogs.Input) pollMove {
			switch in.Act.Do {
			case "two":
				s.Draft.Answers = []string{yes, no}
			case "three":
				s.Draft.Answers = []string{yes, no, same}
			default:
				answers, ok := answersIn(in.Text)
				if in.Pressed() || !ok {
					return dialogs.Refuse(s.Draft, p.Texts.T("chat.poll_answers_bad", "Max", maxAnswer))
				}
				s.Draft.Answers = answers
			}
			return dialogs.To(s.Draft, "days")
		},
	}
}

// answersIn reads answers, a line each; false: they are too few, too many, too long or the same.
func answersIn(text string) (answers []string, ok bool) {
	for l := range strings.Lines(housing.CleanText(text)) {
		a := line(l)
		if a == "" {
			continue
		}
		same := func(b string) bool { return strings.EqualFold(a, b) }
		if utf8.RuneCountInString(a) > maxAnswer || slices.ContainsFunc(answers, same) {
			return nil, false
		}
		answers = append(answers, a)
	}
	return answers, len(answers) >= housing.MinPollAnswers && len(answers) <= housing.MaxPollAnswers
}

func (p Ports) pollDays() dialogs.Step[asking, struct{}] {
	return dialogs.Step[asking, struct{}]{
		ID: "days", Next: []string{"check"},
		Show: func(pollScene, struct{}) dialogs.Screen {
			offer := func(n int) []dialogs.Button {
				return dialogs.OnArg(p.Texts.Label("chat.poll_for", "N", n), "days", strconv.Itoa(n))
			}
			row := dialogs.Row(offer(1), offer(3), offer(7))
			return dialogs.Screen{
				Text: p.Texts.T("chat.poll_days", "Max", housing.MaxPollDays), Rows: [][]dialogs.Button{row},
			}
		},
		Decide: func(s pollScene, _ struct{}, in dialogs.Input) pollMove {
			said := line(in.Text)
			if in.Act.Do == "days" {
				said = in.Act.Arg
			}
			days, err := strconv.Atoi(said)
			if err != nil || days < 1 || days > housing.MaxPollDays {
				return dialogs.Refuse(s.Draft, p.Texts.T("chat.poll_days_bad", "Max", housing.MaxPollDays))
			}
			s.Draft.Days = days
			return dialogs.To(s.Draft, "check")
		},
	}
}

func (p Ports) checkPoll() dialogs.Step[asking, housing.HouseChat] {
	return dialogs.Step[asking, housing.HouseChat]{
		ID: "check", Calls: []string{CardFlow},
		Load: func(ctx context.Context, s pollScene) (housing.HouseChat, error) {
			return p.Chats.Chat(ctx, s.Person.ID, s.Draft.Chat)
		},
		Show: func(s pollScene, c housing.HouseChat) dialogs.Screen {
			poll := housing.Poll{
				Question: s.Draft.Question, Answers: s.Draft.Answers, Ends: s.Now.AddDate(0, 0, s.Draft.Days),
			}
			if len(c.Houses) > 0 {
				poll.Zone = c.Houses[0].Zone
			}
			return dialogs.Screen{
				Text: p.Texts.T("chat.poll_check", "Poll", texts.Poll(p.Texts.T, poll, s.Now)),
				Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("chat.poll_send"), "send")},
			}
		},
		Decide: func(s pollScene, _ housing.HouseChat, in dialogs.Input) pollMove {
			if in.Act.Do != "send" {
				return dialogs.Unknown(s.Draft)
			}
			return dialogs.Do(s.Draft, in.Act)
		},
		Commit: func(ctx context.Context, s pollScene, _ dialogs.Act) (pollMove, error) {
			err := p.Polls.AskPoll(ctx, s.Once, s.Person.ID, housing.PollSetting{
				Chat: s.Draft.Chat, Question: s.Draft.Question, Answers: s.Draft.Answers, Days: s.Draft.Days,
			}, s.Now)
			return p.toCard(s, "chat.poll_sent"), err
		},
	}
}

// Press counts an answer to a poll and says what became of it, for the person alone.
func (d Desk) Press(ctx context.Context, p dialogs.Pressed) (string, error) {
	words := strings.Fields(p.Word)
	if len(words) != 3 || words[0] != texts.PollWord {
		return "", nil
	}
	poll, err := strconv.ParseInt(words[1], 10, 64)
	if err != nil {
		return "", nil //nolint:nilerr // no button of ours carries this
	}
	answer, err := strconv.Atoi(words[2])
	if err != nil || answer > housing.MaxPollAnswers {
		return "", nil //nolint:nilerr // no button of ours carries this
	}
	fate, err := d.Groups.Answer(ctx, housing.PollPress{
		Bot: p.Bot, Chat: p.Chat, User: p.User, Poll: housing.PollID(poll), Answer: answer,
	}, d.Now())
	if err != nil {
		return "", err
	}
	return d.Texts.Label(fateKey(fate)), nil
}

func fateKey(f housing.PollFate) string {
	switch f {
	case housing.PollTaken:
		return "chat.poll_taken"
	case housing.PollChanged:
		return "chat.poll_changed"
	case housing.PollSame:
		return "chat.poll_same"
	case housing.PollHasty:
		return "chat.poll_hasty"
	case housing.PollStranger:
		return "chat.poll_stranger"
	case housing.PollOver:
	}
	return "chat.poll_closed_toast"
}
