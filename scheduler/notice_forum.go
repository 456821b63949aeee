package scheduler

import (
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
	text := t.T(forumKey(housing.ForumNews(n.Args["what"])), "Title", n.Args["title"], "Number", n.Args["number"],
		"Reason", t.Label(texts.ForumReasonKey(forum.Reason(n.Args["reason"]))), "Until", until)
	return dialogs.Screen{Text: text, Silent: true, Rows: [][]dialogs.Button{{{
		Label: t.Label("forum.notice_open"), Word: "/start forum_" + n.Args["house"],
	}}}}
}

func forumKey(what housing.ForumNews) string {
	return map[housing.ForumNews]string{
		housing.ForumHidden: "forum.notice_hidden", housing.ForumShown: "forum.notice_shown",
		housing.ForumWarned: "forum.notice_warned", housing.ForumMuted: "forum.notice_muted",
		housing.ForumUnmuted: "forum.notice_unmuted", housing.ForumWaits: "forum.notice_waits",
	}[what]
}
