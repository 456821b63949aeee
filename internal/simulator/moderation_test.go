package simulator

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestMembersAreDescribed(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	stranger := y.Person("Глеб")
	y.group.Restrict(y.boris, SendMessages|React)
	y.group.PromoteBot(PinMessages)
	var owner, boris, gone, bot map[string]any

	y.read(y.must(y.on(y.anna, "getChatMember")), &owner)
	y.read(y.must(y.on(y.boris, "getChatMember")), &boris)
	y.read(y.must(y.on(stranger, "getChatMember")), &gone)
	y.read(y.must(y.in("getChatMember", "user_id", id64(y.bot.id))), &bot)

	if owner["status"] != "creator" || owner["is_anonymous"] != false || gone["status"] != "left" || len(gone) != 2 {
		t.Errorf("owner %v, stranger %v", owner, gone)
	}
	if boris["status"] != "restricted" || boris["is_member"] != true || boris["can_send_messages"] != true ||
		boris["can_send_photos"] != false || boris["until_date"] != 0.0 {
		t.Errorf("restricted %v", boris)
	}
	if bot["status"] != "administrator" || bot["can_pin_messages"] != true || bot["can_manage_chat"] != true ||
		bot["can_restrict_members"] != false || bot["can_be_edited"] != false {
		t.Errorf("bot %v", bot)
	}
	y.refused(y.in("getChatMember", "user_id", "17"), 400, "Bad Request: invalid user_id specified")
}

func TestAdministratorsAreListed(t *testing.T) {
	t.Parallel()
	y := newYard(t, groupChat)
	y.group.Promote(y.boris, PinMessages)
	var list []wireMember
	y.read(y.must(y.in("getChatAdministrators")), &list)
	var count int
	y.read(y.must(y.in("getChatMemberCount")), &count)

	if len(list) != 2 || list[0].Status != "creator" || list[1].User.ID != y.boris.ID || count != 3 {
		t.Errorf("%d members, administrators %+v", count, list)
	}
	y.refused(y.tell("getChatAdministrators"), 400, "Bad Request: there are no administrators in the private chat")
	y.read(y.must(y.tell("getChatMemberCount")), &count)
	if count != 2 {
		t.Errorf("%d in the private chat", count)
	}
}

func TestTheBotModeratesWithTheRightAlone(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	vera, gleb := y.Person("Вера"), y.Person("Глеб")
	y.group.Add(vera, gleb)
	y.group.Promote(gleb, PinMessages)
	ban := func(p *Person) reply { return y.on(p, "banChatMember", "revoke_messages", "true") }
	y.group.Say(vera, "реклама")

	y.refused(ban(vera), 400, "Bad Request: not enough rights to restrict/unrestrict chat member")
	y.group.PromoteBot(RestrictMembers)
	y.refused(ban(y.anna), 400, "Bad Request: can't remove chat owner")
	y.refused(ban(gleb), 400, "Bad Request: user is an administrator of the chat")
	y.refused(y.in("banChatMember", "user_id", id64(y.bot.id)), 400, "Bad Request: can't restrict self")
	y.refused(y.in("banChatMember", "user_id", "17"), 400, "Bad Request: PARTICIPANT_ID_INVALID")
	y.must(ban(vera))
	y.must(y.on(vera, "unbanChatMember", "only_if_banned", "true"))
	y.must(y.on(y.boris, "unbanChatMember", "only_if_banned", "true"))

	if y.group.Status(vera) != "left" || y.group.Status(y.boris) != "member" {
		t.Errorf("%s and %s", y.group.Status(vera), y.group.Status(y.boris))
	}
	for _, m := range y.anna.In(y.group).Chat().Messages {
		if m.Text == "реклама" {
			t.Error("the messages of who was banned are still there")
		}
	}
	y.must(y.on(y.boris, "unbanChatMember"))
	if y.group.Status(y.boris) != "left" {
		t.Errorf("boris is %s", y.group.Status(y.boris))
	}
	y.refused(y.tell("banChatMember", "user_id", id64(y.anna.ID)), 400,
		"Bad Request: can't change chat member status in the chat")
}

func TestTheBotPromotesWithinItsRights(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	stranger := y.Person("Глеб")
	promote := func(p *Person, right string) reply { return y.on(p, "promoteChatMember", right, "true") }
	title := func() reply {
		return y.on(y.boris, "setChatAdministratorCustomTitle", "custom_title", "Старший")
	}

	y.refused(promote(y.boris, "can_pin_messages"), 400, "Bad Request: not enough rights")
	y.group.PromoteBot(PromoteMembers | PinMessages)
	y.refused(promote(y.boris, "can_delete_messages"), 400, "Bad Request: RIGHT_FORBIDDEN")
	y.refused(promote(stranger, "can_pin_messages"), 400, "Bad Request: USER_NOT_PARTICIPANT")
	y.refused(title(), 400, "Bad Request: user is not an administrator")
	y.must(promote(y.boris, "can_pin_messages"))
	y.must(title())
	var boris map[string]any
	y.read(y.must(y.on(y.boris, "getChatMember")), &boris)
	y.must(y.on(y.boris, "promoteChatMember"))

	if boris["custom_title"] != "Старший" || boris["can_be_edited"] != true || y.group.Status(y.boris) != "member" {
		t.Errorf("got %v, then %s", boris, y.group.Status(y.boris))
	}
	plain := newYard(t, groupChat)
	plain.refused(plain.on(plain.boris, "promoteChatMember", "can_pin_messages", "true"), 400,
		"Bad Request: method is available for supergroup and channel chats only")
}

func TestARestrictionSaysWhatIsLeft(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	y.group.PromoteBot(RestrictMembers)
	y.hearAll()
	y.must(y.on(y.boris, "restrictChatMember", "permissions", `{"can_send_polls":true}`))
	var boris map[string]any
	y.read(y.must(y.on(y.boris, "getChatMember")), &boris)

	list := y.news()

	if len(list) != 1 || list[0].Member.New.Status != "restricted" || !list[0].Member.From.IsBot {
		t.Errorf("got %+v", list)
	}
	if boris["can_send_messages"] != true || boris["can_react_to_messages"] != false {
		t.Errorf("polls bring texts, but %v", boris)
	}
	if y.group.Say(y.boris, "a") == 0 {
		t.Error("boris may write")
	}
	y.refused(y.on(y.boris, "restrictChatMember", "permissions", `{"can_send_polls":"yes"}`), 400,
		`Bad Request: can't parse permissions: field "can_send_polls": value must be of type Boolean`)
	plain := newYard(t, groupChat)
	plain.refused(plain.on(plain.boris, "restrictChatMember", "permissions", `{}`), 400,
		"Bad Request: method is available only for supergroups")
}

func TestTheBotChangesTheGroup(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	for method, words := range map[string]string{
		"setChatTitle?title=a":              "Bad Request: not enough rights to change chat title",
		"setChatDescription":                "Bad Request: not enough rights to set chat description",
		"setChatPermissions?permissions={}": "Bad Request: not enough rights to change chat permissions",
	} {
		y.refused(y.in(method), 400, words)
	}
	y.group.PromoteBot(ChangeInfo | RestrictMembers)
	y.news()
	y.must(y.in("setChatTitle", "title", "Дом 12"))
	y.must(y.in("setChatDescription", "description", "Соседи"))
	y.must(y.in("setChatPermissions", "permissions", `{"can_send_messages":true}`))
	y.refused(y.in("setChatTitle", "title", "Дом 12"), 400, "Bad Request: CHAT_NOT_MODIFIED")
	y.refused(y.in("setChatDescription", "description", "Соседи"), 400,
		"Bad Request: chat description is not modified")

	list := y.news()
	if len(list) != 1 || list[0].Message.NewTitle != "Дом 12" || !list[0].Message.From.IsBot ||
		y.group.Title() != "Дом 12" || y.group.Description() != "Соседи" {
		t.Errorf("got %+v", list)
	}
	if y.boris.In(y.group).SendVoice() != 0 || y.group.Say(y.boris, "a") == 0 {
		t.Error("texts alone are allowed")
	}
	y.refused(y.tell("setChatTitle", "title", "a"), 400, "Bad Request: can't change private chat title")
}

func TestTheBotDeletesInGroups(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	var own wireMessage
	y.read(y.must(y.in("sendMessage", "text", "a")), &own)
	theirs := itoa(y.group.Say(y.boris, "b"))
	del := func(id string) reply { return y.in("deleteMessage", "message_id", id) }

	y.refused(del(theirs), 400, "Bad Request: message can't be deleted")
	y.must(del(itoa(own.ID)))
	y.must(y.in("deleteMessages", "message_ids", "["+theirs+"]"))
	y.group.PromoteBot(DeleteMessages)
	y.refused(del("1"), 400, "Bad Request: message can't be deleted")
	y.must(del(theirs))
	old := itoa(y.group.Say(y.boris, "c"))
	y.Clock().Advance(48 * time.Hour)

	y.refused(del(old), 400, "Bad Request: message can't be deleted for everyone")
}

func TestPeopleWhomTheBotOnlyKnowsFromAGroup(t *testing.T) {
	t.Parallel()
	y := newYard(t, groupChat)
	var chat wireChat
	y.read(y.must(y.do("getChat", "chat_id", id64(y.boris.ID))), &chat)

	want := wireChat{ID: y.boris.ID, Type: "private", FirstName: "Борис", LastName: "Волков"}
	if diff := cmp.Diff(want, chat); diff != "" {
		t.Errorf("chat (-want +got):\n%s", diff)
	}
	y.refused(y.do("sendMessage", "chat_id", id64(y.boris.ID), "text", "a"), 403,
		"Forbidden: bot can't initiate conversation with a user")
	y.boris.Start("")
	y.must(y.do("sendMessage", "chat_id", id64(y.boris.ID), "text", "a"))
	y.boris.Block()
	if y.group.Say(y.boris, "в группе можно") == 0 {
		t.Error("who has blocked the bot may still write in the group")
	}
}
