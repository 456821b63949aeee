package simulator

// wireService is what a service message says. One of the fields is set.
type wireService struct {
	NewMembers        []wireUser   `json:"new_chat_members,omitempty"`
	LeftMember        *wireUser    `json:"left_chat_member,omitempty"`
	NewTitle          string       `json:"new_chat_title,omitempty"`
	GroupCreated      bool         `json:"group_chat_created,omitempty"`
	SupergroupCreated bool         `json:"supergroup_chat_created,omitempty"`
	MigrateTo         int64        `json:"migrate_to_chat_id,omitempty"`
	MigrateFrom       int64        `json:"migrate_from_chat_id,omitempty"`
	Pinned            *wireMessage `json:"pinned_message,omitempty"`

	ChatShared  *wireChatShared  `json:"chat_shared,omitempty"`
	UsersShared *wireUsersShared `json:"users_shared,omitempty"`

	TopicCreated    *wireTopicCreated `json:"forum_topic_created,omitempty"`
	TopicEdited     *wireTopicEdited  `json:"forum_topic_edited,omitempty"`
	TopicClosed     *struct{}         `json:"forum_topic_closed,omitempty"`
	TopicReopened   *struct{}         `json:"forum_topic_reopened,omitempty"`
	GeneralHidden   *struct{}         `json:"general_forum_topic_hidden,omitempty"`
	GeneralUnhidden *struct{}         `json:"general_forum_topic_unhidden,omitempty"`
}

// notice is a service message of somebody: words say for people what about says for the bot.
func (r *room) notice(by int64, words string, about wireService) *Message {
	return &Message{
		From: by, FromBot: by == r.srv.bot.id, Service: r.srv.called(by) + " " + words, service: &about,
	}
}

// announce puts a service message of somebody into the chat.
func (r *room) announce(by int64, words string, about wireService) {
	m := r.notice(by, words, about)
	r.add(m)
	r.report("message", m)
}

// report tells the bot about a message, if it may know.
func (r *room) report(kind string, m *Message) {
	if r.group == nil || r.group.hears(m) {
		r.srv.updates.push(r, kind, r.wire(m), r.srv.clock.Now().Add(messageLife))
		r.srv.changed()
	}
}
