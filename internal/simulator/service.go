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
}

// announce puts a service message of somebody into the chat: words say for people what about says for the
// bot.
func (r *room) announce(by int64, words string, about wireService) {
	m := &Message{
		From: by, FromBot: by == r.srv.bot.id, Service: r.srv.called(by) + " " + words, service: &about,
	}
	r.add(m)
	r.report("message", m)
}

// report tells the bot about a message, if it may know.
func (r *room) report(kind string, m *Message) {
	if r.group == nil || r.group.hears(m) {
		r.srv.updates.push(kind, r.wire(m), r.srv.clock.Now().Add(messageLife))
	}
}
