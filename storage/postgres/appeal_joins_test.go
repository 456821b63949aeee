package postgres_test

import (
	"sync"
	"testing"
	"time"

	"dombot/internal/housing"
)

// neighbour is a person with an account in the house of [writers.draft].
func (w *writers) neighbour(user int64) housing.PersonID {
	w.t.Helper()
	p := w.town.person(user)
	w.exec(`INSERT INTO links (person_id, account_id, role, rights, since)
		SELECT $1, id, 'tenant', '{see}', now() FROM accounts WHERE number = '1203046'`, int64(p))
	return p
}

// call opens an appeal to neighbours and returns the token of the link.
func (w *writers) call(p housing.PersonID, id housing.AppealID, now time.Time) string {
	w.t.Helper()
	token := string(w.once())
	must(w.t, w.appeals.OpenCall(w.ctx(), w.once(), housing.AppealCalling{Person: p, Appeal: id, Token: token}, now))
	return token
}

func (w *writers) join(p housing.PersonID, token, name string, now time.Time) error {
	_, err := w.appeals.Join(w.ctx(), w.once(), housing.AppealJoining{
		Person: p, Hash: housing.HashToken(token), Name: name,
	}, now)
	return err
}

func TestOnlyNeighboursJoinAndOnlyWhileTheyMay(t *testing.T) {
	t.Parallel()
	w := newWriters(t)
	author, stranger, elsewhere := w.town.person(501), w.person(502), w.person(503)
	w.connect(author)
	w.exec(`INSERT INTO links (person_id, account_id, role, rights, since)
		SELECT $1, id, 'owner', '{see}', now() FROM accounts WHERE number = '1207007'`, int64(elsewhere))
	boris, old := w.neighbour(504), w.neighbour(505)
	w.exec(`UPDATE links SET suspended_at = now() WHERE person_id = $1`, int64(old))
	id := w.draft(author, w.org, "течёт")
	late := noon().Add(housing.AppealCallLife)
	dead := w.call(author, id, noon())
	token := w.call(author, id, noon())
	for name, p := range map[string]housing.PersonID{"stranger": stranger, "of elsewhere": elsewhere, "gone": old} {
		v, as, err := w.appeals.Invited(w.ctx(), p, housing.HashToken(token), noon())
		if err != nil || as != housing.AppealStranger || v.ID != 0 || v.Text() != "" {
			t.Errorf("%s reads %+v as %s, %v", name, v, as, err)
		}
		wantRefusal(t, w.join(p, token, "Имя Фамилия", noon()), "error.appeal_call_stranger")
	}
	wantRefusal(t, w.join(author, token, "", noon()), "error.appeal_call_own")
	wantRefusal(t, w.join(boris, dead, "", noon()), "error.appeal_call_over")
	wantRefusal(t, w.join(boris, token, "", late), "error.appeal_call_over")
	wantRefusal(t, w.join(boris, "nonsense", "", noon()), "error.appeal_call_over")
	var group sync.WaitGroup
	for range 3 { // thrice at once is once
		o := w.once()
		group.Go(func() {
			if _, err := w.appeals.Join(w.ctx(), o, housing.AppealJoining{
				Person: boris, Hash: housing.HashToken(token), Name: "Сидоров Олег",
			}, noon()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	a, err := w.appeals.Appeal(w.ctx(), author, id)
	signers, failed := w.appeals.Signers(w.ctx(), author, id)
	if err != nil || failed != nil || a.Joined != (housing.AppealJoined{People: 1, Flats: 1}) || len(signers) != 1 || signers[0] != (housing.AppealSigner{Name: "Сидоров Олег", Premises: "46"}) {
		t.Errorf("joined %+v, signed %+v: %v, %v", a.Joined, signers, err, failed)
	}
	for name, p := range map[string]housing.PersonID{"neighbour": boris, "stranger": stranger} {
		for what, err := range map[string]error{
			"opens":    w.appeals.OpenCall(w.ctx(), w.once(), housing.AppealCalling{Person: p, Appeal: id, Token: "x"}, noon()),
			"closes":   w.appeals.CloseCall(w.ctx(), w.once(), p, id, noon()),
			"releases": w.appeals.ReleaseJoined(w.ctx(), w.once(), p, id, noon()),
			"posts":    func() error { _, err := w.appeals.PostCall(w.ctx(), w.once(), p, id, noon()); return err }(),
			"looks at": func() error { _, err := w.appeals.Call(w.ctx(), p, id, noon()); return err }(),
		} {
			if housing.KindOf(err) != housing.NotFound {
				t.Errorf("%s %s the call: %v", name, what, err)
			}
		}
		if names, err := w.appeals.Signers(w.ctx(), p, id); err != nil || len(names) != 0 {
			t.Errorf("%s reads the names %v, %v", name, names, err)
		}
	}
	if _, err := w.appeals.SharedOne(w.ctx(), stranger, id); housing.KindOf(err) != housing.NotFound {
		t.Errorf("a stranger opens it: %v", err)
	}
}

func TestTheLetterGoesWithThoseWhoStandUnderIt(t *testing.T) {
	t.Parallel()
	w := newWriters(t)
	author, boris, moved, late := w.person(501), w.neighbour(504), w.neighbour(505), w.neighbour(506)
	id := w.draft(author, w.org, "течёт")
	token := w.call(author, id, noon())
	must(t, w.join(boris, token, "Сидоров Олег", noon()))
	must(t, w.join(moved, token, "", noon()))
	_, err := w.appeals.Change(w.ctx(), w.once(), housing.AppealChange{Person: author, Appeal: id, Add: "и ещё"}, noon())
	wantKind(t, err, housing.Conflict)
	w.exec(`DELETE FROM links WHERE person_id = $1`, int64(moved))
	w.send(author, id, noon())
	wantRefusal(t, w.appeals.Leave(w.ctx(), w.once(), boris, id, noon()), "error.appeal_leave")
	must(t, w.join(late, token, "Иванов Пётр", noon()))
	a, err := w.appeals.Appeal(w.ctx(), author, id)
	if err != nil || a.Joined != (housing.AppealJoined{People: 1, Flats: 1, Late: 1}) {
		t.Errorf("joined %+v, %v", a.Joined, err)
	}
	if names, err := w.appeals.Signers(w.ctx(), author, id); err != nil || len(names) != 1 {
		t.Errorf("signed by %v, %v", names, err)
	}
	must(t, w.appeals.Close(w.ctx(), w.once(), housing.AppealClosing{Person: author, Appeal: id, To: housing.AppealWithdrawn}, noon()))
	told := map[string]int{}
	for _, n := range w.takes(noon()) {
		if n.Kind == housing.NoticeAppeal {
			told[n.Args["what"]]++
		}
	}
	if told["sent"] != 1 || told["withdrawn"] != 2 || len(told) != 2 {
		t.Errorf("told %v", told)
	}
	wantRefusal(t, w.join(moved, token, "", noon()), "error.appeal_call_over")
}
