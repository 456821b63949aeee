package simulator

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// yard is a box with a group of Anna, who owns it, and Boris.
type yard struct {
	*box
	boris *Person
	group *Group
}

// newYard has a group of one kind, with the bot in it, and nothing that waits to be read.
func newYard(t *testing.T, kind string) *yard {
	t.Helper()
	b := newBox(t)
	y := &yard{box: b, boris: b.Person("Борис Волков")}
	found := b.Group
	if kind == supergroupChat {
		found = b.Supergroup
	}
	y.group = found("Ленина, 12", b.anna, y.boris)
	y.group.AddBot()
	y.news()
	return y
}

func bothKinds() []string { return []string{groupChat, supergroupChat} }

// in is do in the group.
func (y *yard) in(method string, pairs ...string) reply {
	y.t.Helper()
	return y.do(method, append([]string{"chat_id", id64(y.group.ID())}, pairs...)...)
}

// on is in about a person.
func (y *yard) on(p *Person, method string, pairs ...string) reply {
	y.t.Helper()
	return y.in(method, append([]string{"user_id", id64(p.ID)}, pairs...)...)
}

// news takes all that the bot has not read yet.
func (b *box) news(pairs ...string) []got {
	b.t.Helper()
	list := b.poll(pairs...)
	if len(list) > 0 {
		b.poll("offset", itoa(list[len(list)-1].ID+1))
	}
	return list
}

// hearAll asks for the changes of members, too.
func (b *box) hearAll() {
	b.t.Helper()
	b.news("allowed_updates", `["message","edited_message","callback_query","my_chat_member","chat_member",`+
		`"message_reaction"]`)
}

func id64(id int64) string { return strconv.FormatInt(id, 10) }

func TestTheBotIsAddedToAGroup(t *testing.T) {
	t.Parallel()
	for _, kind := range bothKinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			b := newBox(t)
			g := b.Group("Ленина, 12", b.anna)
			if kind == supergroupChat {
				g = b.Supergroup("Ленина, 12", b.anna)
			}
			b.refused(b.do("sendMessage", "chat_id", id64(g.ID()), "text", "a"), 400, "Bad Request: chat not found")

			g.AddBot()
			g.AddBot()

			list := b.poll()
			if len(list) != 2 || list[0].MyMember == nil || list[1].Message == nil {
				t.Fatalf("got %+v", list)
			}
			change, joined := list[0].MyMember, list[1].Message
			chat := wireChat{ID: g.ID(), Type: kind, Title: "Ленина, 12"}
			if diff := cmp.Diff([]wireChat{chat, chat}, []wireChat{change.Chat, joined.Chat}); diff != "" {
				t.Errorf("chats (-want +got):\n%s", diff)
			}
			if change.Old.Status != "left" || change.New.Status != "member" || change.From.ID != b.anna.ID ||
				!change.New.User.IsBot || joined.From.ID != b.anna.ID || len(joined.NewMembers) != 1 ||
				joined.NewMembers[0].Username != defaultUsername {
				t.Errorf("got %+v and %+v", change, joined)
			}
			b.must(b.do("sendMessage", "chat_id", id64(g.ID()), "text", "Здравствуйте!"))
		})
	}
}

func TestGroupsHaveNumbersBelowZero(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	groups := []*Group{
		b.Group("a", b.anna), b.Group("b", b.anna), b.Supergroup("c", b.anna), b.Supergroup("d", b.anna),
	}

	seen := map[int64]bool{}
	for i, g := range groups {
		id := id64(g.ID())
		if seen[g.ID()] || strings.HasPrefix(id, "-100") != (i > 1) || g.ID() > -1<<32 || g.ID() < -1<<52 {
			t.Errorf("%s has the number %s", g.Title(), id)
		}
		seen[g.ID()] = true
	}
	if diff := cmp.Diff(4, len(b.Groups())); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
}

func TestEveryChatNumbersItsMessages(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	other := y.Supergroup("Мира, 3", y.anna)

	y.group.Say(y.anna, "a")
	first, second := other.Say(y.anna, "b"), other.Say(y.anna, "c")
	private := y.anna.Send("d")

	if first != 2 || second != 3 || private != 1 || y.group.Say(y.boris, "e") != 4 {
		t.Errorf("numbers %d, %d, %d", first, second, private)
	}
}

func TestPrivacyModeHidesWhatIsNotForTheBot(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	var m wireMessage
	y.read(y.must(y.in("sendMessage", "text", "Какая у вас вода?")), &m)
	boris := y.boris.In(y.group)
	said := []string{}
	for _, text := range []string{
		"просто слова", "/start", "/menu@dom_demo_bot сразу", "/menu@Dom_Demo_Bot", "/menu@other_bot", "/", "@dom_demo_bot",
	} {
		boris.Send(text)
	}
	command := boris.Send("/ask")
	boris.Reply(m.ID, "ответ боту")
	boris.Reply(command, "ответ на команду")
	boris.Reply(boris.Send("болтовня"), "ответ соседу")

	for _, u := range y.news() {
		said = append(said, u.Message.Text)
	}

	want := []string{
		"/start", "/menu@dom_demo_bot сразу", "/menu@Dom_Demo_Bot", "/ask", "ответ боту", "ответ на команду",
	}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Errorf("heard (-want +got):\n%s", diff)
	}
}

func TestWhoMayHearEverything(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(*testing.T) *yard{
		"Administrator": func(t *testing.T) *yard {
			t.Helper()
			y := newYard(t, groupChat)
			y.group.PromoteBot(DeleteMessages)
			return y
		},
		"PrivacyOff": func(t *testing.T) *yard {
			t.Helper()
			y := newYard(t, groupChat)
			y.options.SeesGroups = true
			return y
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			y := open(t)
			y.news()

			id := y.group.Say(y.boris, "просто слова")
			err := y.boris.In(y.group).Edit(id, "другие слова")

			list := y.news()
			if err != nil || len(list) != 2 || list[0].Message.Text != "просто слова" ||
				list[1].Edited.Text != "другие слова" || list[0].Message.From.LastName != "Волков" {
				t.Errorf("%v, %+v", err, list)
			}
		})
	}
}

func TestMembersComeAndGo(t *testing.T) {
	t.Parallel()
	for _, kind := range bothKinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			y := newYard(t, kind)
			vera, gleb := y.Person("Вера"), y.Person("Глеб")
			y.group.Add(vera, gleb, y.boris)
			y.group.Leave(vera)
			y.group.Join(vera)
			y.group.Remove(gleb)
			y.group.Join(gleb)

			var told []string
			for _, u := range y.news() {
				for _, who := range u.Message.NewMembers {
					told = append(told, u.Message.From.FirstName+"+"+who.FirstName)
				}
				if who := u.Message.LeftMember; who != nil {
					told = append(told, u.Message.From.FirstName+"-"+who.FirstName)
				}
			}
			want := []string{"Анна+Вера", "Анна+Глеб", "Вера-Вера", "Вера+Вера", "Анна-Глеб"}
			status := "kicked"
			if kind == groupChat { // nobody is banned there
				want, status = append(want, "Глеб+Глеб"), "member"
			}
			if diff := cmp.Diff(want, told); diff != "" || y.group.Status(gleb) != status {
				t.Errorf("%s is %s; told (-want +got):\n%s", gleb.Name, y.group.Status(gleb), diff)
			}
		})
	}
}

func TestOnlyAnAdministratorLearnsOfTheChangesOfOthers(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	vera := y.Person("Вера")
	y.hearAll()
	y.group.Add(vera)
	before := y.news()
	y.group.PromoteBot(InviteUsers)
	y.group.Restrict(vera, SendMessages)
	y.group.Leave(vera)

	list := y.news()

	if len(before) != 1 || before[0].Member != nil || len(list) != 4 {
		t.Fatalf("before %+v, then %+v", before, list)
	}
	promoted, restricted, left := list[0].MyMember, list[1].Member, list[2].Member
	if promoted.New.Status != "administrator" || restricted.New.Status != "restricted" ||
		restricted.New.User.ID != vera.ID || left.New.Status != "restricted" || left.From.ID != vera.ID ||
		list[3].Message.LeftMember == nil {
		t.Errorf("got %+v, %+v, %+v, %+v", promoted, restricted, left, list[3].Message)
	}
}

func TestABotThatWasRemovedIsRefused(t *testing.T) {
	t.Parallel()
	for _, kind := range bothKinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			y := newYard(t, kind)
			y.group.RemoveBot()
			y.group.Say(y.anna, "/menu")

			list := y.news()

			status := map[string]string{groupChat: "left", supergroupChat: "kicked"}[kind]
			if len(list) != 2 || list[0].MyMember.New.Status != status || !list[1].Message.LeftMember.IsBot {
				t.Errorf("got %+v", list)
			}
			y.refused(y.in("sendMessage", "text", "a"), 403, "Forbidden: bot was kicked from the "+kind+" chat")
			y.refused(y.in("getChatMemberCount"), 403, "Forbidden: bot was kicked from the "+kind+" chat")
			y.group.AddBot()
			y.must(y.in("sendMessage", "text", "a"))
		})
	}
}

func TestTheBotLeaves(t *testing.T) {
	t.Parallel()
	for _, kind := range bothKinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			y := newYard(t, kind)
			y.must(y.in("leaveChat"))

			list := y.news()

			if len(list) != 2 || list[0].MyMember.New.Status != "left" || !list[0].MyMember.From.IsBot ||
				!list[1].Message.LeftMember.IsBot || y.group.BotStatus() != "left" {
				t.Errorf("got %+v", list)
			}
			y.refused(y.in("sendMessage", "text", "a"), 403, "Forbidden: bot is not a member of the "+kind+" chat")
		})
	}
}

func TestADeletedGroupIsGone(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{
		groupChat:      "Forbidden: the group chat was deleted",
		supergroupChat: "Forbidden: bot was kicked from the supergroup chat",
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			y := newYard(t, kind)
			y.group.Delete()
			y.group.Delete()

			if list := y.news(); len(list) != 1 || list[0].MyMember.New.Status != "left" {
				t.Errorf("got %+v", list)
			}
			y.refused(y.in("sendMessage", "text", "a"), 403, want)
			if y.group.Say(y.anna, "a") != 0 || len(y.anna.In(y.group).Chat().Messages) != 0 {
				t.Error("somebody is still there")
			}
		})
	}
}

func TestTheBotNeedsTheRightToSend(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	text := func() reply { return y.in("sendMessage", "text", "a") }
	file := func() reply {
		return y.upload("sendPhoto", map[string]upload{"photo": {"a.png", picture(t, 9, 9)}}, "chat_id", id64(y.group.ID()))
	}

	y.group.Permit(SendPhotos)
	y.refused(text(), 400, "Bad Request: not enough rights to send text messages to the chat")
	y.must(file())
	y.group.Permit(UsualRights)
	y.group.RestrictBot(SendMessages)
	y.must(text())
	y.refused(file(), 400, "Bad Request: not enough rights to send photos to the chat")
	y.group.RestrictBot(0)
	y.refused(text(), 400, "Bad Request: have no rights to send a message")
	y.group.RestrictBot(MemberRights)
	y.must(text())
	y.group.Permit(0)
	y.group.PromoteBot(ManageChat)
	y.must(file())

	if rights := y.group.BotRights(); rights&PinMessages != 0 || rights&SendMessages == 0 {
		t.Errorf("rights %b", rights)
	}
}

func TestPeopleNeedTheRightToSend(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	stranger := y.Person("Глеб")
	y.group.Restrict(y.boris, 0)

	for _, p := range []*Person{y.boris, stranger} {
		if id := y.group.Say(p, "a"); id != 0 {
			t.Errorf("%s wrote message %d", p.Name, id)
		}
	}
	if y.group.Say(y.anna, "a") == 0 || len(stranger.In(y.group).Chat().Messages) != 0 {
		t.Error("the owner may write, a stranger may not read")
	}
	if y.group.Status(stranger) != "left" {
		t.Errorf("the stranger is %s", y.group.Status(stranger))
	}
}

func TestWhoWritesInTheNameOfTheGroup(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	y.group.Promote(y.boris, Anonymous)
	id := y.group.Say(y.boris, "/menu")
	y.news()
	err := y.boris.In(y.group).Edit(id, "/start")

	list := y.news()

	if err != nil || len(list) != 1 || list[0].Edited.From.Username != "GroupAnonymousBot" ||
		list[0].Edited.SenderChat == nil || list[0].Edited.SenderChat.ID != y.group.ID() {
		t.Errorf("%v, %+v", err, list)
	}
}

func TestTheOwnerChangesTitleAndDescription(t *testing.T) {
	t.Parallel()
	y := newYard(t, groupChat)
	y.group.SetTitle("Дом 12")
	y.group.SetDescription("Соседи")
	var got wireFullChat

	y.read(y.must(y.in("getChat")), &got)

	list := y.news()
	if len(list) != 1 || list[0].Message.NewTitle != "Дом 12" || list[0].Message.Chat.Title != "Дом 12" {
		t.Errorf("got %+v", list)
	}
	if got.Title != "Дом 12" || got.Description != "Соседи" || !got.Permissions["can_send_messages"] ||
		got.Permissions["can_pin_messages"] || got.Type != "group" {
		t.Errorf("chat %+v", got)
	}
}

func TestATapInAGroupNamesWhoTapped(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	y.must(y.in("sendMessage", "text", "Да?", "reply_markup", twoButtons))
	boris := y.boris.In(y.group)
	if err := boris.Press("Да"); err != nil {
		t.Fatalf("Press: %v", err)
	}

	query := y.news()[0].Query
	y.must(y.do("answerCallbackQuery", "callback_query_id", query.ID, "text", "Спасибо"))

	if query.From.ID != y.boris.ID || query.Message.Chat.ID != y.group.ID() || query.Message.Text != "Да?" {
		t.Errorf("got %+v", query)
	}
	if mine, hers := boris.Chat().Toasts, y.anna.In(y.group).Chat().Toasts; len(mine) != 1 || len(hers) != 0 {
		t.Errorf("toasts %v and %v", mine, hers)
	}
	y.group.Leave(y.boris)
	if boris.Press("Да") == nil {
		t.Error("who has left pressed a button")
	}
}

func TestTheTranscriptOfAGroup(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	y.group.Say(y.boris, "Воды нет")
	y.must(y.in("sendMessage", "text", "Приняли", "reply_markup", twoButtons))
	y.group.PromoteBot(RestrictMembers | ChangeInfo)
	y.must(y.in("setChatTitle", "title", "Дом 12"))
	y.must(y.on(y.boris, "restrictChatMember", "permissions", `{}`))
	y.must(y.on(y.boris, "banChatMember"))
	y.group.PromoteBot(0)
	y.group.RemoveBot()
	y.group.Delete()

	want := `анна создаёт группу «Ленина, 12»
анна добавляет в группу: бот
борис волков: Воды нет
бот: Приняли
  [Да] | [Нет]
анна назначает администратором: бот
бот меняет название на «Дом 12»
бот меняет права: борис волков
бот удаляет из группы: борис волков
анна снимает с администраторов: бот
анна удаляет из группы: бот
анна удаляет группу
`
	if diff := cmp.Diff(want, y.group.Transcript()); diff != "" {
		t.Errorf("transcript (-want +got):\n%s", diff)
	}
}

func TestAGroupCanBeWatched(t *testing.T) {
	t.Parallel()
	y := newYard(t, groupChat)
	y.must(y.in("sendMessage", "text", "Здравствуйте!"))

	err := y.Wait(t.Context(), func(st State) bool {
		last, ok := st.Chat(y.group.ID()).Last()
		return ok && last.Text == "Здравствуйте!"
	})

	if last, ok := y.boris.In(y.group).Chat().Last(); err != nil || !ok || last.Text != "Здравствуйте!" {
		t.Errorf("%v, %+v", err, last)
	}
}

func TestRestrictionsEnd(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	y.group.PromoteBot(RestrictMembers)
	until := func(d time.Duration) string { return id64(y.Clock().Now().Add(d).Unix()) }
	y.must(y.on(y.boris, "restrictChatMember", "permissions", `{}`, "until_date", until(time.Hour)))
	muted := y.group.Say(y.boris, "a")
	y.Clock().Advance(time.Hour)
	free := y.group.Say(y.boris, "b")
	y.must(y.on(y.boris, "banChatMember", "until_date", until(time.Hour)))
	y.group.Join(y.boris)
	banned := y.group.Status(y.boris)
	y.Clock().Advance(time.Hour)
	y.group.Join(y.boris)
	y.must(y.on(y.boris, "banChatMember", "until_date", until(time.Second)))
	y.Clock().Advance(time.Hour)

	if muted != 0 || free == 0 || banned != "kicked" || y.group.Status(y.boris) != "kicked" {
		t.Errorf("%d, %d, %s, %s", muted, free, banned, y.group.Status(y.boris))
	}
}

func TestRightsAreNamedOnce(t *testing.T) {
	t.Parallel()
	names := rightNames()
	slices.Sort(names)

	if names = slices.Compact(names); len(names) != len(rightNames()) || 1<<len(names) != Anonymous<<1 {
		t.Errorf("%d names for rights up to %b", len(names), Anonymous)
	}
}
