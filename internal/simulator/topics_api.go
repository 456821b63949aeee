package simulator

import "slices"

const notForum = "the chat is not a forum"

// topicMethods lists what is done to the topics of forums.
func (s *Server) topicMethods() map[string]handler {
	return map[string]handler{
		"createForumTopic":                  s.inGroup(toWrite, notForum, s.createForumTopic),
		"editForumTopic":                    s.onTopic(s.editForumTopic),
		"closeForumTopic":                   s.onTopic(s.shutTopic(true)),
		"reopenForumTopic":                  s.onTopic(s.shutTopic(false)),
		"deleteForumTopic":                  s.onTopic(s.deleteForumTopic),
		"unpinAllForumTopicMessages":        s.onTopic(s.unpinTopic),
		"editGeneralForumTopic":             s.onTopic(s.editForumTopic),
		"closeGeneralForumTopic":            s.onTopic(s.shutTopic(true)),
		"reopenGeneralForumTopic":           s.onTopic(s.shutTopic(false)),
		"hideGeneralForumTopic":             s.onTopic(s.hideGeneral(true)),
		"unhideGeneralForumTopic":           s.onTopic(s.hideGeneral(false)),
		"unpinAllGeneralForumTopicMessages": s.onTopic(s.unpinTopic),
	}
}

func (s *Server) createForumTopic(c *call, g *Group) (any, error) {
	color := c.integer("icon_color")
	if color == 0 {
		color = iconColors()[0]
	}
	switch {
	case len(g.topics) == 0:
		return nil, bad(notForum)
	case !g.can(ManageTopics):
		return nil, bad("not enough rights to create a topic")
	case !slices.Contains(iconColors(), color):
		return nil, badCall("invalid icon color specified")
	}
	t := g.begin(&Topic{
		Name: c.text("name"), Color: color, Icon: c.text("icon_custom_emoji_id"), creator: s.bot.id,
	})
	return wireTopic{ID: t.ID, Name: t.Name, Color: t.Color, Icon: t.Icon}, nil
}

// onTopic carries out do with the topic of a call, which is General for methods that name none.
func (s *Server) onTopic(do func(*call, *Group, *Topic) error) handler {
	return s.inGroup(toWrite, notForum, func(c *call, g *Group) (any, error) {
		id := generalTopic
		if c.text("message_thread_id") != "" {
			id = c.integer("message_thread_id")
		}
		t := g.topic(id)
		switch {
		case len(g.topics) == 0:
			return nil, bad(notForum)
		case t == nil:
			return nil, bad("TOPIC_ID_INVALID")
		}
		if err := do(c, g, t); err != nil {
			return nil, err
		}
		return true, nil
	})
}

// mayEdit refuses what is neither the bot's own nor in its power.
func (g *Group) mayEdit(t *Topic) error {
	if t.creator != g.srv.bot.id && !g.can(ManageTopics) {
		return bad("not enough rights to edit the topic")
	}
	return nil
}

func (s *Server) editForumTopic(c *call, g *Group, t *Topic) error {
	if err := g.mayEdit(t); err != nil {
		return err
	}
	var icon *string
	if text, given := c.params["icon_custom_emoji_id"]; given && text != t.Icon {
		icon = &text
	}
	name := c.text("name")
	if icon == nil && (name == "" || name == t.Name) {
		return bad("TOPIC_NOT_MODIFIED")
	}
	g.retitle(s.bot.id, t, name, icon)
	return nil
}

func (s *Server) shutTopic(closed bool) func(*call, *Group, *Topic) error {
	return func(_ *call, g *Group, t *Topic) error {
		switch err := g.mayEdit(t); {
		case err != nil:
			return err
		case t.Closed == closed:
			return bad("TOPIC_NOT_MODIFIED")
		}
		g.shut(s.bot.id, t, closed)
		return nil
	}
}

func (s *Server) hideGeneral(hidden bool) func(*call, *Group, *Topic) error {
	return func(_ *call, g *Group, t *Topic) error {
		switch err := g.mayEdit(t); {
		case err != nil:
			return err
		case t.Hidden == hidden:
			return bad("TOPIC_NOT_MODIFIED")
		}
		g.hide(s.bot.id, hidden)
		return nil
	}
}

func (s *Server) deleteForumTopic(_ *call, g *Group, t *Topic) error {
	switch {
	case t.ID == generalTopic:
		return bad("TOPIC_ID_INVALID")
	case t.creator != s.bot.id && !g.can(DeleteMessages):
		return bad("not enough rights to delete the topic")
	}
	g.drop(t)
	return nil
}

func (s *Server) unpinTopic(_ *call, g *Group, t *Topic) error {
	if !g.can(PinMessages) {
		return bad(noPinRight)
	}
	for _, m := range g.messages {
		if m.Topic == t.thread() {
			g.unpin(m.ID)
		}
	}
	return nil
}
