package scheduler

import (
	"strconv"
	"strings"
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// chatting reports whether a notice is one about groups of neighbours.
func chatting(n housing.Notice) bool {
	switch n.Kind {
	case housing.NoticeChatHello, housing.NoticeChatBoard:
		return n.Board != nil
	case housing.NoticePoll:
		return n.Poll != nil
	case housing.NoticeChatChosen, housing.NoticeChatTrouble, housing.NoticeMirror:
		return true
	default:
		return false
	}
}

// chat is what a group, or who looks after it, reads of the group.
func chat(n housing.Notice, t dialogs.Texter, now time.Time) dialogs.Screen {
	switch n.Kind {
	case housing.NoticeChatHello:
		return hello(n.Board.Chat, t)
	case housing.NoticeChatBoard:
		a := texts.Announcer{T: t.T, Now: now, Open: true}
		rows := append(votes(*n.Board, t), more(t)...)
		return dialogs.Screen{Text: a.Board(*n.Board), Silent: true, Rows: rows}
	case housing.NoticePoll:
		return poll(*n.Poll, t, now)
	case housing.NoticeMirror:
		return mirror(n, t)
	case housing.NoticeChatChosen:
		return dialogs.Screen{
			Text: t.T("chat.chosen_link", "Title", n.Args["title"]),
			Rows: [][]dialogs.Button{word(t.Label("chat.set_up"))},
		}
	default:
		key := troubleKey(housing.ChatFare(n.Args["trouble"]))
		return dialogs.Screen{
			Text: t.T(key, "Title", n.Args["title"], "Topic", n.Args["topic"]),
			Rows: [][]dialogs.Button{word(t.Label("chat.entry"))},
		}
	}
}

// hello tells a group what it will read, how often, and how to end that.
func hello(c housing.HouseChat, t dialogs.Texter) dialogs.Screen {
	var kinds []string
	for _, k := range housing.ChatKinds() {
		if c.Has(k) {
			kinds = append(kinds, strings.ToLower(t.Label(texts.ChatKindKey(k))))
		}
	}
	return dialogs.Screen{
		Text: texts.Join("\n",
			t.T("chat.hello", "Houses", texts.Houses(c.Houses), "Kinds", strings.Join(kinds, ", ")),
			t.T("chat.hello_unread"), t.T("chat.hello_end", "Organisation", c.Organisation.Name)),
		Silent: true,
		Rows:   [][]dialogs.Button{{{Label: t.Label("chat.private"), Start: "hello"}}},
	}
}

// more leads from a group to the private chat.
func more(t dialogs.Texter) [][]dialogs.Button {
	return [][]dialogs.Button{{{Label: t.Label("chat.more"), Start: "outages"}}}
}

// votes lead from a group to the votes of its houses, in the private chat.
func votes(b housing.Board, t dialogs.Texter) (rows [][]dialogs.Button) {
	for _, v := range b.Votes {
		label := t.Label("voting.short_button")
		if len(b.Votes) > 1 {
			label = t.Label("voting.house_button", "House", texts.ShortHouse(v.House.Address))
		}
		link := "vote_" + strconv.FormatInt(v.Meeting, 10)
		rows = append(rows, []dialogs.Button{{Label: label, Start: link}})
	}
	return rows
}

func troubleKey(how housing.ChatFare) string {
	switch how {
	case housing.ChatKicked:
		return "chat.trouble_kicked"
	case housing.ChatMuted:
		return "chat.trouble_muted"
	case housing.ChatTopic:
		return "chat.trouble_topic"
	case housing.ChatUnpinned, housing.ChatFine, housing.ChatPinned:
	}
	return "chat.trouble_unpinned"
}
