package simulator

import (
	"strings"
	"testing"
)

func TestALinkStartsTheBot(t *testing.T) {
	t.Parallel()
	for name, link := range map[string]string{
		"Web":    "https://t.me/dom_demo_bot?start=flat-45",
		"Short":  "t.me/Dom_Demo_Bot?start=flat-45",
		"Old":    "http://telegram.me/dom_demo_bot?start=flat-45",
		"Native": "tg://resolve?domain=dom_demo_bot&start=flat-45",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBox(t)
			vera := b.Person("Вера")

			err := vera.Follow(link)

			if list := b.news(); err != nil || len(list) != 1 || list[0].Message.Text != "/start flat-45" ||
				list[0].Message.Entities[0].Length != 6 {
				t.Errorf("%v, %+v", err, list)
			}
		})
	}
}

func TestOtherLinksDoNotStartTheBot(t *testing.T) {
	t.Parallel()
	y := newYard(t, groupChat)
	for _, link := range []string{
		"https://t.me/other_bot?start=a", "https://example.com/dom_demo_bot?start=a", "https://t.me/dom_demo_bot",
		"https://t.me/dom_demo_bot?startgroup=a", "://",
	} {
		if err := y.boris.Follow(link); err == nil {
			t.Errorf("%s was followed", link)
		}
	}
	if err := y.boris.FollowTo("https://t.me/dom_demo_bot?start=a", y.group); err == nil {
		t.Error("a link without a group was followed to one")
	}
	if list := y.news(); len(list) != 0 {
		t.Errorf("got %+v", list)
	}
}

func TestAButtonInAGroupLeadsToThePrivateChat(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	y.must(y.in("sendMessage", "text", "Показания передают лично", "reply_markup",
		`{"inline_keyboard":[[{"text":"Передать","url":"https://t.me/dom_demo_bot?start=readings"}]]}`))
	y.refused(y.do("sendMessage", "chat_id", id64(y.boris.ID), "text", "a"), 403,
		"Forbidden: bot can't initiate conversation with a user")

	err := y.boris.In(y.group).Press("Передать")

	list := y.news()
	if err != nil || len(list) != 1 || list[0].Message.Text != "/start readings" ||
		list[0].Message.Chat.ID != y.boris.ID {
		t.Errorf("%v, %+v", err, list)
	}
	y.must(y.do("sendMessage", "chat_id", id64(y.boris.ID), "text", "a"))
	if !strings.HasSuffix(y.group.Transcript(), "борис волков нажимает [Передать]\n") {
		t.Errorf("transcript\n%s", y.group.Transcript())
	}
}

func TestALinkBringsTheBotIntoAGroup(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	g := b.Supergroup("Ленина, 12", b.anna)

	err := b.anna.FollowTo("https://t.me/dom_demo_bot?startgroup=house-12&admin=pin_messages+manage_topics", g)

	list := b.news()
	if err != nil || len(list) != 4 {
		t.Fatalf("%v, %+v", err, list)
	}
	if list[0].MyMember.New.Status != "member" || len(list[1].Message.NewMembers) != 1 ||
		list[2].MyMember.New.Status != "administrator" || list[3].Message.Text != "/start@dom_demo_bot house-12" ||
		list[3].Message.From.ID != b.anna.ID || list[3].Message.Entities[0].Length != 19 {
		t.Errorf("got %+v", list)
	}
	if rights := g.BotRights(); rights&AdminRights != ManageChat|PinMessages|ManageTopics {
		t.Errorf("rights %b", rights)
	}
}

func TestNotEverybodyBringsTheBot(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	boris := b.Person("Борис")
	g := b.Supergroup("Ленина, 12", b.anna, boris)
	link := "https://t.me/dom_demo_bot?startgroup=a&admin=pin_messages"
	g.Permit(SendMessages)
	refused := boris.FollowTo(link, g)
	g.Permit(UsualRights)
	allowed := boris.FollowTo(link, g)

	if refused == nil || allowed != nil || g.BotStatus() != "member" {
		t.Errorf("%v, %v, the bot is %s", refused, allowed, g.BotStatus())
	}
}

func TestAButtonWithAGroupLink(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	g := b.Group("Ленина, 12", b.anna)
	b.sent("text", "Добавьте меня", "reply_markup",
		`{"inline_keyboard":[[{"text":"В чат дома","url":"https://t.me/dom_demo_bot?startgroup=h"}]]}`)

	blind, err := b.anna.Press("В чат дома"), b.anna.PressChat("В чат дома", g)

	if list := b.news(); blind == nil || err != nil || len(list) != 3 || g.BotStatus() != "member" {
		t.Errorf("%v, %v, %+v", blind, err, list)
	}
}
