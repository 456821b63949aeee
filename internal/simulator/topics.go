package simulator

import (
	"fmt"
	"slices"
)

// generalTopic is the topic that every forum begins with. Its messages carry no number of a topic.
const generalTopic = 1

// Topic is a part of a forum with its own messages.
type Topic struct {
	ID     int // of the message it began with; 1 for General
	Name   string
	Color  int    // of the icon, in RGB
	Icon   string // the id of a custom emoji
	Closed bool   // only those who manage topics, and who created it, may write there
	Hidden bool   // General alone can be

	creator int64
}

// iconColors are those that Telegram allows.
func iconColors() []int { return []int{0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F} }

type wireTopic struct {
	ID    int    `json:"message_thread_id"`
	Name  string `json:"name"`
	Color int    `json:"icon_color"`
	Icon  string `json:"icon_custom_emoji_id,omitempty"`
}

type wireTopicCreated struct {
	Name  string `json:"name"`
	Color int    `json:"icon_color"`
	Icon  string `json:"icon_custom_emoji_id,omitempty"`
}

type wireTopicEdited struct {
	Name string  `json:"name,omitempty"`
	Icon *string `json:"icon_custom_emoji_id,omitempty"`
}

// EnableTopics makes the group a forum; a group that is no supergroup becomes one.
func (g *Group) EnableTopics() {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	if len(g.topics) > 0 {
		return
	}
	g.upgrade()
	g.topics = []*Topic{{ID: generalTopic, Name: "General", Color: iconColors()[0], creator: g.owner}}
	g.srv.changed()
}

// Topics lists the topics of a forum, General first; none if the group is no forum.
func (g *Group) Topics() []Topic {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	list := make([]Topic, 0, len(g.topics))
	for _, t := range g.topics {
		list = append(list, *t)
	}
	return list
}

// topic finds a topic; nil if there is none.
func (g *Group) topic(id int) *Topic {
	for _, t := range g.topics {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// CreateTopic adds a topic and returns its number; zero if the group is no forum.
func (g *Group) CreateTopic(name string) int {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	if len(g.topics) == 0 {
		return 0
	}
	return g.begin(&Topic{Name: name, Color: iconColors()[0], creator: g.owner}).ID
}

// begin opens a topic with its service message, whose number is that of the topic.
func (g *Group) begin(t *Topic) *Topic {
	m := g.notice(t.creator, "создаёт тему «"+t.Name+"»", wireService{
		TopicCreated: &wireTopicCreated{Name: t.Name, Color: t.Color, Icon: t.Icon},
	})
	m.Topic = g.nextID + 1
	g.add(m)
	t.ID = m.ID
	g.topics = append(g.topics, t)
	g.report("message", m)
	return t
}

// RenameTopic gives a topic another name.
func (g *Group) RenameTopic(id int, name string) error {
	return g.ownerOn(id, func(t *Topic) { g.retitle(g.owner, t, name, nil) })
}

// CloseTopic stops the conversation in a topic.
func (g *Group) CloseTopic(id int) error {
	return g.ownerOn(id, func(t *Topic) { g.shut(g.owner, t, true) })
}

// ReopenTopic lets the conversation in a topic go on.
func (g *Group) ReopenTopic(id int) error {
	return g.ownerOn(id, func(t *Topic) { g.shut(g.owner, t, false) })
}

// DeleteTopic removes a topic with all its messages, which the bot is not told. General stays.
func (g *Group) DeleteTopic(id int) error {
	return g.ownerOn(id, func(t *Topic) { g.drop(t) })
}

func (g *Group) ownerOn(id int, do func(*Topic)) error {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	t := g.topic(id)
	if t == nil {
		return fmt.Errorf("topic %d: «%s» has none", id, g.title)
	}
	do(t)
	return nil
}

// retitle changes the name of a topic, and its icon if one is given.
func (g *Group) retitle(by int64, t *Topic, name string, icon *string) {
	about := &wireTopicEdited{Icon: icon}
	if name != "" && name != t.Name {
		t.Name, about.Name = name, name
	}
	if icon != nil {
		t.Icon = *icon
	}
	g.announceIn(t, by, "меняет тему «"+t.Name+"»", wireService{TopicEdited: about})
}

// shut closes a topic or opens it again.
func (g *Group) shut(by int64, t *Topic, closed bool) {
	switch t.Closed = closed; {
	case closed:
		g.announceIn(t, by, "закрывает тему «"+t.Name+"»", wireService{TopicClosed: &struct{}{}})
	default:
		t.Hidden = false
		g.announceIn(t, by, "открывает тему «"+t.Name+"»", wireService{TopicReopened: &struct{}{}})
	}
}

// hide hides General, which closes it, or shows it again.
func (g *Group) hide(by int64, hidden bool) {
	t := g.topic(generalTopic)
	t.Hidden, t.Closed = hidden, hidden || t.Closed
	if hidden {
		g.announceIn(t, by, "скрывает тему «"+t.Name+"»", wireService{GeneralHidden: &struct{}{}})
		return
	}
	g.announceIn(t, by, "снова показывает тему «"+t.Name+"»", wireService{GeneralUnhidden: &struct{}{}})
}

// drop removes a topic with its messages.
func (g *Group) drop(t *Topic) {
	if t.ID == generalTopic {
		return
	}
	g.topics = slices.DeleteFunc(g.topics, func(other *Topic) bool { return other == t })
	for _, m := range g.messages {
		if m.Topic == t.ID && !m.Deleted {
			m.Deleted = true
			g.unpin(m.ID)
		}
	}
	g.log("тема «" + t.Name + "» удалена")
	g.srv.changed()
}

// announceIn is announce in a topic.
func (g *Group) announceIn(t *Topic, by int64, words string, about wireService) {
	m := g.notice(by, words, about)
	m.Topic = t.thread()
	g.add(m)
	g.report("message", m)
}

// thread is the number that the messages of the topic carry: none in General.
func (t *Topic) thread() int {
	if t.ID == generalTopic {
		return 0
	}
	return t.ID
}

// At opens a topic of a forum: what the person sends from then on goes there. 1 is General, where they begin.
func (st *Seat) At(topic int) *Seat {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	st.topic = topic
	if topic == generalTopic {
		st.topic = 0
	}
	return st
}

// openTo tells whether somebody may write into a topic: one that is there, and not closed to them.
func (g *Group) openTo(thread int, author member) error {
	if len(g.topics) == 0 && thread == 0 {
		return nil
	}
	t := g.topic(max(thread, generalTopic))
	switch {
	case t == nil || thread == generalTopic:
		return bad("message thread not found")
	case t.Closed && !g.allowed(author).has(ManageTopics) && t.creator != author.id:
		return bad("TOPIC_CLOSED")
	}
	return nil
}

// topicFor is where a message of the person goes: into the topic of what it answers, else into the open one.
func (st *Seat) topicFor(m *Message) int {
	if original := st.find(st.replyOf(m)); original != nil {
		return original.Topic
	}
	return st.topic
}

// threadOf is the message_thread_id of m: its topic or, in a supergroup, the message that a chain of answers
// began with.
func (r *room) threadOf(m *Message) int {
	if m.Topic != 0 || r.group == nil || r.group.kind != supergroupChat {
		return m.Topic
	}
	root := r.find(m.ReplyTo)
	for root != nil && r.find(root.ReplyTo) != nil {
		root = r.find(root.ReplyTo)
	}
	if root == nil {
		return 0
	}
	return root.ID
}

// answered is the message that m answers; what is said in a topic answers its beginning.
func (r *room) answered(m *Message) *Message {
	if original := r.find(m.ReplyTo); original != nil {
		return original
	}
	return r.find(m.Topic)
}

// threadIn reads the topic that a call sends to: the one it names, else that of the message it answers.
func (r *room) threadIn(c *call, replyTo int) (int, error) {
	thread := c.integer("message_thread_id")
	original := r.find(replyTo)
	switch {
	case r.group == nil && thread != 0:
		return 0, bad("message thread not found")
	case r.group == nil:
		return 0, nil
	case thread == 0 && original != nil:
		thread = original.Topic
	}
	return thread, r.group.openTo(thread, r.group.me())
}
