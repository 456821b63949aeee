package simulator

import (
	"slices"
	"testing"
)

func TestAResetLeavesTheBotAndItsNumbers(t *testing.T) {
	t.Parallel()
	b := newBoxWith(t, Options{Limits: TelegramLimits()})
	b.must(b.do("setMyCommands", "commands", `[{"command":"menu","description":"Меню"}]`))
	b.anna.SendDocument("a.txt", []byte("a"))
	before := b.poll()[0]
	for range 3 {
		b.sent("text", "a")
	}
	b.do("nonsense")
	b.Inject(Fault{Kind: ServerError, Count: -1})

	b.Reset()

	if len(b.People()) != 0 || len(b.Calls()) != 0 || len(b.Failures()) != 0 || len(b.Faults()) != 0 {
		t.Errorf("left: %v people, %v calls, %v", b.People(), b.Calls(), b.Failures())
	}
	b.refused(b.tell("sendMessage", "text", "a"), 400, "Bad Request: chat not found")
	old := b.anna.ID
	b.anna = b.Person("Анна")
	b.anna.SendDocument("b.txt", []byte("b"))
	after := b.poll("offset", itoa(before.ID+1))
	if len(after) != 1 || b.anna.ID == old || after[0].Message.Document.FileID == before.Message.Document.FileID {
		t.Errorf("%d updates, person %d, was %d", len(after), b.anna.ID, old)
	}
	for range 3 {
		b.sent("text", "what was sent before does not count")
	}
	if r := b.must(b.do("getMyCommands")); string(r.Result) == "[]" {
		t.Errorf("commands %s", r.Result)
	}
}

func TestEveryMethodIsSimulatedOrRefused(t *testing.T) {
	t.Parallel()
	b := newBox(t)

	simulated, refused := b.Methods()

	if n := len(b.spec.Methods); len(simulated)+len(refused) != n || !slices.Contains(simulated, "sendMessage") {
		t.Errorf("%d and %d of %d methods", len(simulated), len(refused), n)
	}
	for _, name := range refused {
		if slices.Contains(simulated, name) {
			t.Errorf("%s is both", name)
		}
	}
}
