package housechat

import (
	"context"
	"errors"
	"strings"
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Groups is what is known of the groups that ask.
type Groups interface {
	// Ask tells how a question in a group is answered.
	Ask(ctx context.Context, bot, chat int64, now time.Time) (housing.ChatQuestion, error)
	// Here makes announcements go into a topic, and returns the board that is no longer the one; false: the
	// group is nobody's.
	Here(
		ctx context.Context, bot int64, place housing.ChatPlace, now time.Time,
	) (old int64, ok bool, err error)
	ChooseByLink(ctx context.Context, u housing.ChatUse, now time.Time) error
	// Answer counts the answer of the flats of who pressed a button of a poll.
	Answer(ctx context.Context, a housing.PollPress, now time.Time) (housing.PollFate, error)
}

// Desk answers in groups.
type Desk struct {
	Groups Groups
	Rights Rights
	Texts  dialogs.Texter
	Now    func() time.Time
}

// Answer says what a group reads after a command. What is meant for one person
// is not answered here.
func (d Desk) Answer(ctx context.Context, a dialogs.Asked) (dialogs.Told, error) {
	token, link := strings.CutPrefix(a.Arg, GroupPrefix)
	switch {
	case a.Command == "start" && link:
		return d.ruled(ctx, a, func() (dialogs.Told, error) { return d.choose(ctx, a, token) })
	case a.Command == "here":
		return d.ruled(ctx, a, func() (dialogs.Told, error) { return d.here(ctx, a) })
	case a.Command == "outages" || a.Command == "house" || a.Command == "vote":
		return d.ask(ctx, a)
	}
	return dialogs.Told{}, nil
}

// ruled carries out what an administrator of the group may do. An error that may
// be read is what the group reads.
func (d Desk) ruled(
	ctx context.Context, a dialogs.Asked, do func() (dialogs.Told, error),
) (told dialogs.Told, err error) {
	admin := a.User == 0
	if !admin {
		admin, err = d.Rights.Administers(ctx, a.Place.Chat, a.User)
	}
	switch {
	case err == nil && !admin:
		return d.say("chat.not_admin"), nil
	case err == nil:
		told, err = do()
	}
	if known, ok := errors.AsType[*housing.Error](err); ok && known.Kind != housing.Internal {
		return d.say(known.Text), nil
	}
	return told, err
}

func (d Desk) say(key string) dialogs.Told {
	return dialogs.Told{Known: true, Screen: dialogs.Screen{Text: d.Texts.T(key)}}
}

func (d Desk) choose(ctx context.Context, a dialogs.Asked, token string) (dialogs.Told, error) {
	err := d.Groups.ChooseByLink(ctx, housing.ChatUse{
		Bot: a.Bot, User: a.User, Place: a.Place, Hash: housing.HashToken(token),
	}, d.Now())
	told := d.say("chat.group_chosen")
	told.Screen.Rows = d.private("hello")
	return told, err
}

func (d Desk) here(ctx context.Context, a dialogs.Asked) (dialogs.Told, error) {
	old, ok, err := d.Groups.Here(ctx, a.Bot, a.Place, d.Now())
	if err != nil || !ok {
		return dialogs.Told{}, err
	}
	return dialogs.Told{Known: true, Drop: old}, nil
}

// private leads to the private chat; a word that starts nothing greets.
func (d Desk) private(start string) [][]dialogs.Button {
	return [][]dialogs.Button{{{Label: d.Texts.Label("chat.more"), Start: start}}}
}

func (d Desk) ask(ctx context.Context, a dialogs.Asked) (dialogs.Told, error) {
	now := d.Now()
	q, err := d.Groups.Ask(ctx, a.Bot, a.Place.Chat, now)
	if err != nil {
		return dialogs.Told{}, err
	}
	switch q.Answer {
	case housing.ChatTell:
		return d.tell(a.Command, q, now), nil
	case housing.ChatPoint:
		key := "chat.point"
		if !q.Board.Chat.Pinned {
			key = "chat.point_unpinned"
		}
		told := d.say(key)
		told.Under = q.Message
		return told, nil
	case housing.ChatSilent:
		return dialogs.Told{Known: true}, nil
	case housing.ChatUnknown:
	}
	return dialogs.Told{}, nil
}

func (d Desk) tell(command string, q housing.ChatQuestion, now time.Time) dialogs.Told {
	if q.Manner.Restricted {
		return dialogs.Told{Known: true, Screen: dialogs.Restricted(q.Manner, d.Texts)}
	}
	a := texts.Announcer{T: d.Texts.T, Now: now, Open: true}
	told := dialogs.Told{Known: true}
	switch command {
	case "outages":
		told.Screen = dialogs.Screen{Text: a.BoardBrief(q.Board), Rows: d.private("outages")}
	case "house":
		told.Screen = dialogs.Screen{Text: a.BoardHouse(q.Board), Rows: d.private("house")}
	default:
		told.Screen = dialogs.Screen{Text: a.BoardVotes(q.Board), Rows: d.private("meetings")}
		switch {
		case !q.Board.Chat.Has(housing.ChatMeetings):
			told.Screen.Text = d.Texts.T("chat.votes_not_here")
		case len(q.Board.Votes) == 0:
			told.Screen.Text = d.Texts.T("chat.no_votes")
		}
	}
	return told
}
