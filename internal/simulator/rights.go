package simulator

// Right is something that people and bots may be allowed to do in a group. Rights add up with |.
type Right uint32

// The rights of members and administrators.
const (
	SendMessages Right = 1 << iota // texts, contacts, invoices
	SendAudios
	SendDocuments
	SendPhotos
	SendVideos
	SendVideoNotes
	SendVoiceNotes
	SendPolls
	SendOther // stickers, films without sound
	AddPreviews
	React
	EditTag
	ChangeInfo // of members and of administrators, as the next three
	InviteUsers
	PinMessages
	ManageTopics
	ManageChat // of administrators alone, as all that follow
	DeleteMessages
	ManageVideoChats
	RestrictMembers
	PromoteMembers
	PostStories
	EditStories
	DeleteStories
	ManageTags
	Anonymous // writes as the group
)

// Sets of rights.
const (
	SendAnything = ChangeInfo - 1
	MemberRights = ManageChat - 1
	AdminRights  = Anonymous<<1 - ChangeInfo

	// UsualRights are those of the members of a new group whose owner is careful: nothing is theirs to
	// change.
	UsualRights = SendAnything&^EditTag | InviteUsers

	// plainAdmin is all that an administrator of a group that is no supergroup can have, and always has.
	plainAdmin = ManageChat | DeleteMessages | ManageVideoChats | RestrictMembers | ChangeInfo | InviteUsers |
		PinMessages
)

// rightNames are the fields of the Bot API, in the order of the rights.
func rightNames() []string {
	return []string{
		"can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
		"can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
		"can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info",
		"can_invite_users", "can_pin_messages", "can_manage_topics", "can_manage_chat", "can_delete_messages",
		"can_manage_video_chats", "can_restrict_members", "can_promote_members", "can_post_stories",
		"can_edit_stories", "can_delete_stories", "can_manage_tags", "is_anonymous",
	}
}

// has tells whether r has every right of all.
func (r Right) has(all Right) bool { return r&all == all }

// fields tells of each right in list whether r has it.
func (r Right) fields(list Right) map[string]bool {
	fields := map[string]bool{}
	for i, name := range rightNames() {
		if bit := Right(1) << i; list.has(bit) {
			fields[name] = r.has(bit)
		}
	}
	return fields
}

// rightsIn adds up what is true in fields.
func rightsIn(fields map[string]bool) Right {
	var r Right
	for i, name := range rightNames() {
		if fields[name] {
			r |= 1 << i
		}
	}
	return r
}

// administrator reads the rights that a call gives; having any of them brings the one to manage the chat.
func administrator(c *call) Right {
	fields := map[string]bool{}
	for _, name := range rightNames() {
		fields[name] = c.flag(name)
	}
	r := rightsIn(fields) & AdminRights
	if r != 0 {
		r |= ManageChat
	}
	return r
}

// permissions reads a ChatPermissions parameter.
func permissions(c *call) (Right, error) {
	given := map[string]bool{}
	if err := c.object("permissions", &given); err != nil {
		return 0, err
	}
	for name, instead := range map[string]string{
		"can_react_to_messages": "can_send_messages",
		"can_edit_tag":          "can_pin_messages",
		"can_manage_topics":     "can_pin_messages",
	} {
		if _, ok := given[name]; !ok {
			given[name] = given[instead]
		}
	}
	r := rightsIn(given) & MemberRights
	if !c.flag("use_independent_chat_permissions") {
		r = r.withImplied()
	}
	return r, nil
}

// withImplied adds what the other rights to send bring, unless a call wants each for itself.
func (r Right) withImplied() Right {
	if r&(SendOther|AddPreviews) != 0 {
		r |= SendMessages | SendAudios | SendDocuments | SendPhotos | SendVideos | SendVideoNotes |
			SendVoiceNotes
	}
	if r&SendPolls != 0 {
		r |= SendMessages
	}
	return r
}
