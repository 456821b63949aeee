package family

import (
	"context"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// guestOf leads back where the member is there no more, or is not one who was invited.
func guestOf(s scene, h housing.Household) (move, bool) {
	m, ok := memberOf(h, s.Draft.Link)
	return dialogs.To(draft{Account: s.Draft.Account}, "list"), !ok || !m.Invited || m.Self
}

// member is one who was invited.
func (f family) member() dialogs.Step[draft, housing.Household] {
	return dialogs.Step[draft, housing.Household]{
		ID: "member", Next: []string{"rights", "until", "remove", "list"},
		Load: f.load,
		Skip: guestOf,
		Show: func(s scene, h housing.Household) dialogs.Screen {
			m, _ := memberOf(h, s.Draft.Link)
			return dialogs.Screen{
				Text: texts.Join("\n",
					f.t.T("family.member_heading", "Called", m.Called, "Since", f.day(s, m.Since)),
					f.promised(s, m.Grant)),
				Rows: [][]dialogs.Button{
					dialogs.Row(dialogs.On(f.t.Label("family.change_rights"), "rights"),
						dialogs.On(f.t.Label("family.change_until"), "until")),
					dialogs.On(f.t.Label("family.remove"), "remove"),
				},
			}
		},
		Decide: func(s scene, h housing.Household, in dialogs.Input) move {
			m, _ := memberOf(h, s.Draft.Link)
			s.Draft.Grant = m.Grant
			switch in.Act.Do {
			case "rights", "until", "remove":
				return dialogs.To(s.Draft, in.Act.Do)
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// remove asks before somebody is shut out.
func (f family) remove() dialogs.Step[draft, housing.Household] {
	return pick.Sure[draft, housing.Household]{
		ID: "remove", Next: []string{"list"},
		Yes: f.t.Label("family.remove_yes"), No: f.t.Label("family.keep"),
		Load: f.load,
		Skip: guestOf,
		Ask: func(s scene, h housing.Household) texts.Text {
			m, _ := memberOf(h, s.Draft.Link)
			return f.t.T("family.remove_ask", "Called", m.Called)
		},
		Commit: func(ctx context.Context, s scene) (move, error) {
			m := dialogs.To(draft{Account: s.Draft.Account}, "list")
			m.Final, m.Notice = true, f.t.T("family.removed")
			return m, f.Hosts.Remove(ctx, s.Once, hosted{s}.of(), s.Now)
		},
	}.Step()
}

// invitationOf finds an invitation.
func invitationOf(h housing.Household, id housing.InvitationID) (housing.Invitation, bool) {
	for _, i := range h.Invitations {
		if i.ID == id {
			return i, true
		}
	}
	return housing.Invitation{}, false
}

// answer asks about who came by an invitation, or about one that nobody took yet.
func (f family) answer() dialogs.Step[draft, housing.Household] {
	return dialogs.Step[draft, housing.Household]{
		ID: "answer", Next: []string{"list"},
		Load: f.load,
		Skip: func(s scene, h housing.Household) (move, bool) {
			_, ok := invitationOf(h, s.Draft.Invitation)
			return dialogs.To(draft{Account: s.Draft.Account}, "list"), !ok
		},
		Show: func(s scene, h housing.Household) dialogs.Screen {
			i, _ := invitationOf(h, s.Draft.Invitation)
			if !i.Came {
				return dialogs.Screen{
					Text: texts.Join("\n", f.t.T("family.revoke_ask",
						"Called", i.Called, "Until", f.day(s, i.Expires)), f.promised(s, i.Grant)),
					Rows: [][]dialogs.Button{dialogs.On(f.t.Label("family.revoke"), "revoke")},
				}
			}
			return dialogs.Screen{
				Text: texts.Join("\n", f.t.T("family.answer_ask", "Called", i.Called, "Word", i.Word),
					f.promised(s, i.Grant)),
				Rows: [][]dialogs.Button{
					dialogs.On(f.t.Label("family.admit"), "admit"),
					dialogs.On(f.t.Label("family.decline"), "decline"),
				},
			}
		},
		Decide: func(s scene, h housing.Household, in dialogs.Input) move {
			i, _ := invitationOf(h, s.Draft.Invitation)
			s.Draft.Called = i.Called
			switch in.Act.Do {
			case "admit", "decline", "revoke":
				return dialogs.Do(s.Draft, in.Act)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			m := dialogs.To(draft{Account: s.Draft.Account}, "list")
			m.Final = true
			decided := hosted{s}.of()
			switch intent.Do {
			case "admit":
				m.Notice = f.t.T("family.admitted", "Called", s.Draft.Called)
				return m, f.Hosts.Admit(ctx, s.Once, decided, s.Now)
			case "revoke":
				m.Notice = f.t.T("family.revoked")
			default:
				m.Notice = f.t.T("family.declined")
			}
			return m, f.Hosts.Decline(ctx, s.Once, decided, s.Now)
		},
	}
}
