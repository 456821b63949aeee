package simulator

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNeighboursVoteInAGroup(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	var m wireMessage
	y.read(y.must(y.in("sendPoll", "question", "Ставим шлагбаум?", "options", threeAnswers, "is_anonymous", "false")), &m)
	y.votes(y.anna.In(y.group).Vote(m.ID, "За"))
	y.votes(y.boris.In(y.group).Vote(m.ID, "За"))
	y.votes(y.anna.In(y.group).Vote(m.ID, "Против"))

	y.boris.Block() // the private chat with the bot, which is nothing to the group
	var stopped wirePoll
	y.votes(y.boris.In(y.group).RetractVote(m.ID))
	y.read(y.must(y.in("stopPoll", "message_id", itoa(m.ID))), &stopped)

	if got := votesOf(&stopped); got != "0 1 0 of 1" {
		t.Errorf("votes %s", got)
	}
	var voters []int64
	for _, u := range y.news() {
		if u.Vote != nil {
			voters = append(voters, u.Vote.User.ID)
		}
	}
	if diff := cmp.Diff([]int64{y.anna.ID, y.boris.ID, y.anna.ID, y.boris.ID}, voters); diff != "" {
		t.Errorf("voters (-want +got):\n%s", diff)
	}
	golden(t, "group_poll", y.group.Transcript())
}

func TestWhoIsNotInTheGroupDoesNotVoteThere(t *testing.T) {
	t.Parallel()
	y := newYard(t, groupChat)
	var m wireMessage
	y.read(y.must(y.in("sendPoll", "question", "Ставим шлагбаум?", "options", threeAnswers)), &m)
	y.group.Leave(y.boris)

	if err := y.boris.In(y.group).Vote(m.ID, "За"); err == nil {
		t.Error("a stranger has voted")
	}
	y.group.Permit(MemberRights &^ SendPolls)
	y.refused(y.in("sendPoll", "question", "Ещё раз?", "options", threeAnswers), 400,
		"Bad Request: not enough rights to send polls to the chat")
}

func TestEveryoneInAGroupPaysAnInvoiceOnce(t *testing.T) {
	t.Parallel()
	y := newYard(t, supergroupChat)
	var m wireMessage
	y.read(y.must(y.in("sendInvoice", bill()...)), &m)

	for _, who := range []*Person{y.anna, y.boris} {
		y.pays(who.In(y.group).Pay(m.ID))
		y.agree()
		list := y.news()
		if receipt := list[len(list)-1].Message; receipt.Chat.ID != y.group.ID() || receipt.From.ID != who.ID {
			t.Errorf("receipt %+v", receipt)
		}
		if err := who.In(y.group).Pay(m.ID); err == nil {
			t.Errorf("%s has paid twice", who.Name)
		}
	}
	shown, _ := y.anna.In(y.group).Chat().Message(m.ID)
	if want := []int64{y.anna.ID, y.boris.ID}; !cmp.Equal(shown.Invoice.PaidBy, want) {
		t.Errorf("paid by %v", shown.Invoice.PaidBy)
	}
}

func TestALinkPaidFromAGroupIsReceiptedInPrivate(t *testing.T) {
	t.Parallel()
	y := newYard(t, groupChat)
	var link string
	y.read(y.must(y.do("createInvoiceLink", bill()...)), &link)

	y.pays(y.boris.In(y.group).PayLink(link))
	y.agree()

	list := y.news()
	if receipt := list[len(list)-1].Message; receipt.Paid == nil || receipt.Chat.ID != y.boris.ID {
		t.Errorf("receipt %+v", receipt)
	}
}
