package scheduler

import (
	"dombot/dialogs"
	"dombot/internal/forum"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// mirror shows a group a message of the forum, or that a topic is shown there.
func mirror(n housing.Notice, t dialogs.Texter) dialogs.Screen {
	s := dialogs.Screen{Silent: true, Rows: [][]dialogs.Button{{{
		Label: t.Label("forum.notice_open"), Start: "forum_" + n.Args["house"],
	}}}}
	if n.Args["post"] == "" {
		s.Text = t.T("forum.mirror_hello", "Title", n.Args["title"])
		return s
	}
	by := texts.Neighbour(t.Label, forum.Author{Flat: n.Args["flat"], Name: n.Args["name"]})
	post := func(hint bool) texts.Text {
		return t.T("forum.mirror_post", "Title", n.Args["title"], "By", by, "Text", n.Args["text"], "Photo", hint)
	}
	s.Text = post(n.Args["photo"] != "" && n.Photo == nil)
	if n.Photo != nil {
		s.File = &dialogs.Attachment{
			Name: "photo.jpg", Data: n.Photo, Picture: true, Key: "forum/" + n.Args["post"],
			Instead: post(true),
		}
	}
	return s
}
