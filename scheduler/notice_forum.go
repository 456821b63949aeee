package scheduler

import (
	"encoding/json"
	"time"

	"dombot/dialogs"
	"dombot/internal/forum"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// ofForum tells of the forum of a house. Whoever is told lives there, or moderates it.
func ofForum(n housing.Notice, t dialogs.Texter, now time.Time) dialogs.Screen {
	until := ""
	if at, err := time.Parse(time.RFC3339, n.Args["until"]); err == nil {
		loc := housing.House{Zone: n.Zone}.Location()
		until = texts.Date(housing.DateOf(at.In(loc)), housing.DateOf(now.In(loc)))
	}
	news := housing.ForumNews(n.Args["what"])
	if news == housing.ForumDigest {
		return toForum(forumDigest(n, t), n, t)
	}
	if news == housing.ForumQuoted {
		by := texts.Neighbour(t.Label, forum.Author{
			Flat: n.Args["flat"], Name: n.Args["name"], Chat: n.Args["from_chat"] != "",
		})
		return toForum(t.T("forum.notice_quoted", "By", by, "Title", n.Args["title"],
			"Number", n.Args["number"], "Text", n.Args["text"]), n, t)
	}
	if news == housing.ForumLetter {
		return ofLetter(n, t)
	}
	if news == housing.ForumUntaken {
		return dialogs.Screen{Silent: true, Text: t.T(untakenKey(forum.Untaken(n.Args["why"])),
			"Title", n.Args["title"], "Most", forum.MaxText)}
	}
	text := t.T(forumKey(news), "Title", n.Args["title"], "Number", n.Args["number"],
		"Chat", n.Args["chat"], "Until", until,
		"Reason", t.Label(texts.ForumReasonKey(forum.Reason(n.Args["reason"]))))
	return toForum(text, n, t)
}

// toForum is a notice that leads to the forum.
func toForum(text texts.Text, n housing.Notice, t dialogs.Texter) dialogs.Screen {
	return dialogs.Screen{Text: text, Silent: true, Rows: [][]dialogs.Button{{{
		Label: t.Label("forum.notice_open"), Word: "/start forum_" + n.Args["house"],
	}}}}
}

// ofLetter passes a letter of a neighbour on.
func ofLetter(n housing.Notice, t dialogs.Texter) dialogs.Screen {
	text := t.T("forum.notice_letter", "Flat", n.Args["flat"], "Text", n.Args["text"])
	return dialogs.Screen{Text: text, Silent: true, Rows: [][]dialogs.Button{{{
		Label: t.Label("forum.notice_letter_open"), Word: "/start letter_" + n.Args["talk"],
	}}}}
}

// forumDigest names the topics that the person follows, and how much is new in each.
func forumDigest(n housing.Notice, t dialogs.Texter) texts.Text {
	var lines []struct {
		Title string `json:"title"`
		Count int    `json:"count"`
	}
	text := t.T("forum.notice_digest")
	if json.Unmarshal([]byte(n.Args["lines"]), &lines) != nil { // written by storage
		return text
	}
	for _, l := range lines {
		text = texts.Join("\n", text, t.T("forum.notice_digest_line", "Title", l.Title, "Count", l.Count))
	}
	return texts.Join("\n", text, t.T("forum.notice_digest_off"))
}

func forumKey(what housing.ForumNews) string {
	return map[housing.ForumNews]string{
		housing.ForumHidden: "forum.notice_hidden", housing.ForumShown: "forum.notice_shown",
		housing.ForumWarned: "forum.notice_warned", housing.ForumMuted: "forum.notice_muted",
		housing.ForumUnmirrored: "forum.notice_unmirrored",
		housing.ForumUnmuted:    "forum.notice_unmuted", housing.ForumWaits: "forum.notice_waits",
	}[what]
}

func untakenKey(why forum.Untaken) string {
	return map[forum.Untaken]string{
		forum.UntakenClosed: "forum.untaken_closed", forum.UntakenBarred: "forum.untaken_barred",
		forum.UntakenFast: "forum.untaken_fast", forum.UntakenCut: "forum.untaken_cut",
	}[why]
}
